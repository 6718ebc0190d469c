package io.nova.api.compute;

import io.nova.model.Secret;
import io.nova.model.compute.KeyPair;

/**
 * A key pair at the one moment when its private half is told.
 *
 * @param privateKey in PEM
 */
public record NewKeyPair(KeyPair keyPair, Secret privateKey) {}
