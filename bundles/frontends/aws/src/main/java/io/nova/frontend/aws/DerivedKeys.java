package io.nova.frontend.aws;

import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.SigningKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps derived signing keys, since deriving costs ten times as much as signing.
 *
 * <p>A credential that changed brings a new set. Each access key keeps a few scopes, so nobody can
 * push out another's; those that nobody has share a set of their own, which behaves alike.
 */
final class DerivedKeys {

    private static final int SCOPES = 16;
    private static final int MOST = 10_000;

    private final Map<AccessKeyId, Keys> known = new ConcurrentHashMap<>();

    /** The keys of one secret, the least used going first. */
    static final class Keys {
        private final Secret secret;
        private final Map<CredentialScope, SigningKey> byScope =
                new LinkedHashMap<>(SCOPES, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(
                            Map.Entry<CredentialScope, SigningKey> eldest) {
                        return size() > SCOPES;
                    }
                };

        /** What was asked for last: nearly always what is asked for next, and without a lock. */
        private volatile @Nullable SigningKey last;

        Keys(Secret secret) {
            this.secret = secret;
        }

        SigningKey get(CredentialScope scope) {
            SigningKey key = last;
            if (key == null || !key.scope().equals(scope)) {
                key = find(scope);
                last = key;
            }
            return key;
        }

        private synchronized SigningKey find(CredentialScope scope) {
            return byScope.computeIfAbsent(scope, missing -> SigningKey.derive(secret, missing));
        }
    }

    Keys of(AccessKeyId accessKey, Credential credential) {
        Keys keys = known.get(accessKey);
        if (keys != null && keys.secret.equals(credential.secret())) {
            return keys;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        Keys fresh = new Keys(credential.secret());
        known.put(accessKey, fresh);
        return fresh;
    }
}
