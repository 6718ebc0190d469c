package io.nova.api.identity;

import io.nova.model.Caller;
import io.nova.model.Secret;

/** A caller, and the secret that proves it. The same object is returned while nothing changed. */
public record Credential(Caller caller, Secret secret) {}
