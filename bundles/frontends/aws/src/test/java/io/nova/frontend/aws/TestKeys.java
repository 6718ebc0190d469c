package io.nova.frontend.aws;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Secret;
import io.nova.model.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that tests sign with. */
final class TestKeys implements CallerResolver {

    static final AccessKeyId KEY = new AccessKeyId("AKIAIOSFODNN7EXAMPLE");
    static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private final Map<AccessKeyId, Credential> credentials = new ConcurrentHashMap<>();

    TestKeys() {
        put(KEY, SECRET);
    }

    void put(AccessKeyId key, Secret secret) {
        Caller caller =
                new Caller(new UserId("alice"), new ProjectId("123456789012"), key, Set.of());
        credentials.put(key, new Credential(caller, secret));
    }

    void remove(AccessKeyId key) {
        credentials.remove(key);
    }

    @Override
    public Optional<Credential> find(AccessKeyId key) {
        return Optional.ofNullable(credentials.get(key));
    }

    @Override
    public Caller operator() {
        throw new UnsupportedOperationException("tests sign");
    }
}
