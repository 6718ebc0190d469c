package io.nova.manager.host;

import io.nova.model.HostId;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A machine's request for a certificate, which proves that it has the key. */
record CertificateRequest(PublicKey key) {

    /**
     * @throws IllegalArgumentException if it is none of that host
     */
    static CertificateRequest parse(String pem, HostId host) {
        try {
            var request = new JcaPKCS10CertificationRequest(Pem.read(Pem.REQUEST, pem));
            PublicKey key = request.getPublicKey();
            if (!(key instanceof ECPublicKey)) {
                throw new IllegalArgumentException("its key is no EC key");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("its signature is wrong");
            }
            RDN[] names = request.getSubject().getRDNs(BCStyle.CN);
            if (names.length != 1
                    || !IETFUtils.valueToString(names[0].getFirst().getValue())
                            .equals(host.value())) {
                throw new IllegalArgumentException("it is of another host");
            }
            return new CertificateRequest(key);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException e) {
            throw new IllegalArgumentException("it cannot be read", e);
        }
    }

    /** Returns what the machine is known by. */
    String digest() {
        return Digests.of(key.getEncoded());
    }
}
