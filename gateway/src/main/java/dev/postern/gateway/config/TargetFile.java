package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Variants;
import java.util.Map;

/** What the file of one target says, by the protocol that the target speaks. */
sealed interface TargetFile permits TargetSettings, PostgresSettings {
  /** The name of a target. */
  Form<String> NAME = Words.TARGET.naming(Names.Kind.TARGET);

  /** A target's file, of whatever kind. */
  Form<TargetFile> FORM =
      new Variants<>(
          "kind",
          Map.of("mcp", Targets.FORM, "postgres", PostgresTargets.FORM),
          Map.of("name", NAME));

  /** The target's name. */
  String name();
}
