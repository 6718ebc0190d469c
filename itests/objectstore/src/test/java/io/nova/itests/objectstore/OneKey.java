package io.nova.itests.objectstore;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.Secret;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** The one access key there is, for those who sign and for those who check. */
final class OneKey implements CallerResolver {

    static final String ID = "AKIAIOSFODNN7EXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /** Returns a client that signs with it. */
    static SigningClient client(URI endpoint) {
        return new SigningClient(
                new SigV4Signer(new AccessKeyId(ID), Secret.of(SECRET), "us-east-1", "s3"),
                endpoint,
                Clock.systemUTC());
    }

    @Override
    public Optional<Credential> find(AccessKeyId key) {
        return key.value().equals(ID)
                ? Optional.of(new Credential(Store.OWNER.caller(), Secret.of(SECRET)))
                : Optional.empty();
    }

    @Override
    public Caller operator() {
        throw new UnsupportedOperationException("there is no shell here");
    }
}
