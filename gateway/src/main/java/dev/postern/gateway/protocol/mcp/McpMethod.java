package dev.postern.gateway.protocol.mcp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every method that the gateway knows, and what policy is asked for it. A method that does not
 * stand here is refused. {@code docs/protocols/mcp.md} shows the same table.
 */
enum McpMethod {
  INITIALIZE("initialize", Sender.CLIENT, Shape.REQUEST, "connect", Subject.SERVER),
  PING("ping", Sender.CLIENT, Shape.REQUEST, "connect", Subject.SERVER),
  SET_LEVEL("logging/setLevel", Sender.CLIENT, Shape.REQUEST, "connect", Subject.SERVER),
  TOOLS_LIST("tools/list", Sender.CLIENT, Shape.REQUEST, "list", Subject.SERVER),
  TOOLS_CALL("tools/call", Sender.CLIENT, Shape.REQUEST, "the tool's name", Subject.TOOL),
  RESOURCES_LIST("resources/list", Sender.CLIENT, Shape.REQUEST, "list", Subject.SERVER),
  TEMPLATES_LIST("resources/templates/list", Sender.CLIENT, Shape.REQUEST, "list", Subject.SERVER),
  RESOURCES_READ("resources/read", Sender.CLIENT, Shape.REQUEST, "read", Subject.RESOURCE),
  SUBSCRIBE("resources/subscribe", Sender.CLIENT, Shape.REQUEST, "subscribe", Subject.RESOURCE),
  UNSUBSCRIBE("resources/unsubscribe", Sender.CLIENT, Shape.REQUEST, "subscribe", Subject.RESOURCE),
  PROMPTS_LIST("prompts/list", Sender.CLIENT, Shape.REQUEST, "list", Subject.SERVER),
  PROMPTS_GET("prompts/get", Sender.CLIENT, Shape.REQUEST, "get", Subject.PROMPT),
  COMPLETE("completion/complete", Sender.CLIENT, Shape.REQUEST, "complete", Subject.REFERENCE),
  INITIALIZED("notifications/initialized", Sender.CLIENT, Shape.NOTICE, "connect", Subject.SERVER),
  PROGRESS("notifications/progress", Sender.CLIENT, Shape.NOTICE, "connect", Subject.SERVER),
  ROOTS_CHANGED(
      "notifications/roots/list_changed", Sender.CLIENT, Shape.NOTICE, "connect", Subject.SERVER),
  CANCELLED("notifications/cancelled", Sender.CLIENT, Shape.NOTICE, "none", Subject.OPEN_CALL),

  SAMPLE("sampling/createMessage", Sender.TARGET, Shape.REQUEST, "sample", Subject.PERSON),
  ELICIT("elicitation/create", Sender.TARGET, Shape.REQUEST, "elicit", Subject.PERSON),
  ROOTS("roots/list", Sender.TARGET, Shape.REQUEST, "roots", Subject.PERSON),
  TARGET_PING("ping", Sender.TARGET, Shape.REQUEST, "none", Subject.STREAM),
  TARGET_PROGRESS("notifications/progress", Sender.TARGET, Shape.NOTICE, "none", Subject.OPEN_CALL),
  LOG("notifications/message", Sender.TARGET, Shape.NOTICE, "none", Subject.STREAM),
  TOOLS_CHANGED(
      "notifications/tools/list_changed", Sender.TARGET, Shape.NOTICE, "none", Subject.STREAM),
  PROMPTS_CHANGED(
      "notifications/prompts/list_changed", Sender.TARGET, Shape.NOTICE, "none", Subject.STREAM),
  RESOURCES_CHANGED(
      "notifications/resources/list_changed", Sender.TARGET, Shape.NOTICE, "none", Subject.STREAM),
  RESOURCE_UPDATED(
      "notifications/resources/updated", Sender.TARGET, Shape.NOTICE, "read", Subject.RESOURCE),
  TARGET_CANCELLED(
      "notifications/cancelled", Sender.TARGET, Shape.NOTICE, "none", Subject.OPEN_REQUEST),
  ELICITED(
      "notifications/elicitation/complete", Sender.TARGET, Shape.NOTICE, "none", Subject.STREAM);

  /** Who sends it. */
  enum Sender {
    CLIENT,
    TARGET
  }

  /** Whether it wants an answer. */
  enum Shape {
    REQUEST,
    NOTICE
  }

  /**
   * What it is done to. Where the action is {@code none} it is a frame of something that was
   * admitted already: of an open call, of a stream, of an open request of the target.
   */
  enum Subject {
    SERVER("the target"),
    TOOL("the tool"),
    RESOURCE("the resource"),
    PROMPT("the prompt"),
    REFERENCE("the prompt or resource it completes"),
    PERSON("the person"),
    OPEN_CALL("frame of the open call it names"),
    OPEN_REQUEST("frame of the open request it names"),
    STREAM("frame of its stream");

    private final String told;

    Subject(String told) {
      this.told = told;
    }

    /** As the documentation says it. */
    String told() {
      return told;
    }
  }

  private static final Map<String, McpMethod> OF_CLIENT = byName(Sender.CLIENT);
  private static final Map<String, McpMethod> OF_TARGET = byName(Sender.TARGET);

  private final String method;
  private final Sender sender;
  private final Shape shape;
  private final String action;
  private final Subject subject;

  McpMethod(String method, Sender sender, Shape shape, String action, Subject subject) {
    this.method = method;
    this.sender = sender;
    this.shape = shape;
    this.action = action;
    this.subject = subject;
  }

  /** The method of that name which this side may send. */
  static Optional<McpMethod> of(Sender sender, String name) {
    return Optional.ofNullable(
        switch (sender) {
          case CLIENT -> OF_CLIENT.get(name);
          case TARGET -> OF_TARGET.get(name);
        });
  }

  /** As it stands in the message. */
  String method() {
    return method;
  }

  Sender sender() {
    return sender;
  }

  Shape shape() {
    return shape;
  }

  /** The action that policy is asked for. */
  String action() {
    return action;
  }

  Subject subject() {
    return subject;
  }

  /** Whether it uses something with arguments that policy looks into. */
  boolean takesArguments() {
    return this == TOOLS_CALL || this == PROMPTS_GET;
  }

  /** Whether the reply is a page of entries that are shown one by one. */
  boolean lists() {
    return action.equals("list");
  }

  private static Map<String, McpMethod> byName(Sender sender) {
    Map<String, McpMethod> methods = new HashMap<>();
    for (McpMethod method : values()) {
      if (method.sender == sender) {
        methods.put(method.method, method);
      }
    }
    return Map.copyOf(methods);
  }
}
