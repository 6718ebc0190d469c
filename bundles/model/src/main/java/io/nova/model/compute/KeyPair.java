package io.nova.model.compute;

import io.nova.model.KeyPairId;
import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.Map;

/**
 * A project's public key; the cloud never keeps the private half.
 *
 * @param fingerprint in the form that EC2 shows for the key's kind and origin
 * @param algorithm {@code rsa} or {@code ed25519}
 * @param publicKey one line in OpenSSH form
 */
public record KeyPair(
        KeyPairId id,
        ProjectId project,
        String name,
        String algorithm,
        String fingerprint,
        String publicKey,
        Instant createdAt,
        Map<String, String> tags) {

    public KeyPair {
        tags = Map.copyOf(tags);
    }

    /** Returns this pair with other tags. */
    public KeyPair withTags(Map<String, String> changed) {
        return new KeyPair(
                id, project, name, algorithm, fingerprint, publicKey, createdAt, changed);
    }
}
