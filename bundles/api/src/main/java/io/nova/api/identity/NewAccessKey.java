package io.nova.api.identity;

import io.nova.model.Secret;
import io.nova.model.identity.AccessKey;

/** An access key at the one moment when its secret is told. */
public record NewAccessKey(AccessKey key, Secret secret) {}
