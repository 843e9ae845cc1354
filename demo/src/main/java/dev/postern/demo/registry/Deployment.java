package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What {@code deploy_model} answers. */
record Deployment(
    @JsonProperty("model") String model,
    @JsonProperty("environment") String environment,
    @JsonProperty("replicas") int replicas,
    @JsonProperty("status") String status) {}
