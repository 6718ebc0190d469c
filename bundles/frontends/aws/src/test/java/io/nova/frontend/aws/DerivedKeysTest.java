package io.nova.frontend.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.SigningKey;
import io.nova.sigv4.StringToSign;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivedKeysTest {

    private static final AccessKeyId KEY = new AccessKeyId("AKIDEXAMPLE");
    private static final CredentialScope TODAY = new CredentialScope("20150830", "nova", "ec2");

    private final DerivedKeys derived = new DerivedKeys();

    private static Credential credential(String secret) {
        Caller caller =
                new Caller(
                        new UserId("ann"),
                        new ProjectId("123456789012"),
                        KEY,
                        Set.of(Role.DEVELOPER));
        return new Credential(caller, Secret.of(secret));
    }

    private SigningKey key(String secret, CredentialScope scope) {
        return derived.of(KEY, credential(secret)).get(scope);
    }

    @Test
    void derivesAKeyOnce() {
        assertSame(key("one", TODAY), key("one", TODAY));
    }

    @Test
    void aNewSecretBringsNewKeys() {
        SigningKey before = key("one", TODAY);
        SigningKey after = key("two", TODAY);
        assertNotSame(before, after);
        assertArrayEquals(
                SigningKey.derive(Secret.of("two"), TODAY).sign(new StringToSign("x")),
                after.sign(new StringToSign("x")));
    }

    @Test
    void everyScopeHasAKeyOfItsOwn() {
        SigningKey today = key("one", TODAY);
        for (int day = 10; day < 30; day++) {
            CredentialScope scope = new CredentialScope("201509" + day, "nova", "ec2");
            assertArrayEquals(
                    SigningKey.derive(Secret.of("one"), scope).sign(new StringToSign("x")),
                    key("one", scope).sign(new StringToSign("x")));
        }
        assertArrayEquals(
                today.sign(new StringToSign("x")),
                key("one", TODAY).sign(new StringToSign("x")),
                "pushed out by other days, and derived anew");
    }
}
