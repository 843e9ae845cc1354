package dev.postern.prove;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.Context;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The official implementation behind standard input and output, in a process of its own: some texts
 * kill the process it runs in. A line in is a question of {@link CedarDifferential}, a line out its
 * answer.
 */
public final class OfficialCedar {
  private final JsonMapper json = new JsonMapper();
  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
  private final Schema schema = new Schema(CedarWorld.SCHEMA);
  private final Entities entities;

  private OfficialCedar() throws IOException {
    this.entities = Entities.parse(CedarWorld.ENTITIES);
  }

  /** Answers until its input ends. */
  public static void main(String[] args) throws IOException {
    // The library may write to standard output: only answers may.
    PrintStream out = System.out;
    System.setOut(System.err);
    OfficialCedar official = new OfficialCedar();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.write((official.answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private String answer(String question) throws IOException {
    JsonNode asked = json.readTree(question);
    ObjectNode answer = json.createObjectNode();
    PolicySet policies;
    try {
      policies = PolicySet.parsePolicies(asked.get("policies").asString());
    } catch (AuthException refused) {
      return json.writeValueAsString(answer.put("refused", String.valueOf(refused.getMessage())));
    }
    try {
      var validation = engine.validate(new ValidationRequest(schema, policies));
      answer.put("valid", validation.validationPassed());
      answer.put(
          "validation", String.valueOf(validation.success.map(found -> found.validationErrors)));
      var answers = answer.putArray("answers");
      for (JsonNode request : asked.get("requests")) {
        answers.add(written(request, policies));
      }
    } catch (AuthException fault) {
      answer.put("failed", String.valueOf(fault));
    }
    return json.writeValueAsString(answer);
  }

  private String written(JsonNode request, PolicySet policies) throws IOException, AuthException {
    // The library reads values from JSON only as attributes of an entity.
    ObjectNode carrier = json.createObjectNode();
    carrier.putObject("uid").put("type", "User").put("id", "carrier");
    carrier.putArray("parents");
    carrier.set("attrs", request.get("context"));
    Entity context = Entity.parse(json.writeValueAsString(carrier));
    AuthorizationResponse response =
        engine.isAuthorized(
            new AuthorizationRequest(
                uid(request.get("principal")),
                uid(request.get("action")),
                uid(request.get("resource")),
                new Context(context.attrs)),
            policies,
            entities);
    AuthorizationSuccessResponse success =
        response.success.orElseThrow(() -> new IllegalStateException("no answer: " + response));
    TreeSet<String> erroring = new TreeSet<>();
    success.getErrors().forEach(error -> erroring.add(error.getPolicyId()));
    return CedarAnswers.written(success.isAllowed(), new TreeSet<>(success.getReason()), erroring);
  }

  private static EntityUID uid(JsonNode json) {
    return new EntityUID(
        EntityTypeName.parse(json.get("type").asString()).orElseThrow(), json.get("id").asString());
  }
}
