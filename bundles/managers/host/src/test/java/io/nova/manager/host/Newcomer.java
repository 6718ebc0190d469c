package io.nova.manager.host;

import io.nova.model.HostId;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.JoinRequest;
import io.nova.protocol.JoinToken;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A machine with a token and a key of its own. */
record Newcomer(JoinToken token, KeyPair key, String credential) {

    static Newcomer with(String line, String credential) {
        return new Newcomer(JoinToken.parse(line), Authority.newKey(), credential);
    }

    JoinRequest asks(Instant clock) {
        return asks(HostProtocol.FORM, token.cloud(), token.host(), clock);
    }

    JoinRequest asks(int form, String cloud, String host, Instant clock) {
        return new JoinRequest(
                form,
                "0.1",
                cloud,
                token.invitation(),
                new HostId(token.host()),
                token.secret(),
                request(host),
                credential,
                clock.toEpochMilli());
    }

    private String request(String host) {
        try {
            return Pem.write(
                    Pem.REQUEST,
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500Principal("CN=" + host), key.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(key.getPrivate()))
                            .getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }
}
