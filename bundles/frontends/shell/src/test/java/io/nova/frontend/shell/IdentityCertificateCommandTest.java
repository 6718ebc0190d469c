package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.compute.IdentityDocumentSigner;
import org.junit.jupiter.api.Test;

class IdentityCertificateCommandTest {

    private static final String PEM = "-----BEGIN CERTIFICATE-----\n";

    @Test
    void theCertificatesArePrintedAsTheyAre() throws Exception {
        FakeSession session = new FakeSession();
        IdentityCertificateCommand command = new IdentityCertificateCommand();
        command.session = session;
        command.signer = new Certified();
        command.execute();
        assertEquals(PEM, session.printed());
    }

    /** Signs nothing: an operator has no document. */
    private static final class Certified implements IdentityDocumentSigner {

        @Override
        public byte[] signature(byte[] document) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] pkcs7(byte[] document) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] rsa2048(byte[] document) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String certificates() {
            return PEM;
        }
    }
}
