package io.nova.manager.compute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.reconcile.MutableClock;
import io.nova.testkit.state.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentSignerTest {

    private static final byte[] DOCUMENT = "{ \"instanceId\" : \"i-1\" }".getBytes(UTF_8);
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final byte[] FORGED = "{ \"instanceId\" : \"i-2\" }".getBytes(UTF_8);

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("secrets/documents.pem");
    }

    private final MemoryStateStore store = new MemoryStateStore(Clock.systemUTC());

    private DocumentSigner signer() {
        return signer(file());
    }

    private DocumentSigner signer(Path file) {
        return new DocumentSigner(
                store,
                new MutableClock(Instant.parse("2026-01-02T03:04:05Z")),
                new IdSource(new Random(7)),
                file);
    }

    @Test
    void aSecondControllerMakesNoKeysOfItsOwn() throws Exception {
        String first = signer().certificates();
        Path elsewhere = folder.resolve("second/documents.pem");
        DocumentSigner second = signer(elsewhere);
        assertThrows(UnavailableException.class, second::certificates);
        assertFalse(Files.exists(elsewhere));
        Files.createDirectories(elsewhere.getParent());
        Files.copy(file(), elsewhere, StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals(first, second.certificates());
    }

    private static List<X509Certificate> certificates(DocumentSigner signer) throws Exception {
        List<X509Certificate> all = new ArrayList<>();
        CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(signer.certificates().getBytes(UTF_8)))
                .forEach(one -> all.add((X509Certificate) one));
        return all;
    }

    private static boolean isGood(X509Certificate by, byte[] document, byte[] signature)
            throws Exception {
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(by);
        check.update(document);
        return check.verify(signature);
    }

    /** Returns what is signed. */
    private static byte[] opened(byte[] message, X509Certificate by) throws Exception {
        CMSSignedData data = new CMSSignedData(message);
        SignerInformation signer = data.getSignerInfos().getSigners().iterator().next();
        assertEquals(by.getSerialNumber(), signer.getSID().getSerialNumber());
        assertTrue(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(by)));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        data.getSignedContent().write(content);
        return content.toByteArray();
    }

    @Test
    void aSignatureIsOfTheDocumentAndOfNoOther() throws Exception {
        DocumentSigner signer = signer();
        X509Certificate rsa = certificates(signer).get(0);
        byte[] signature = signer.signature(DOCUMENT);
        assertTrue(isGood(rsa, DOCUMENT, signature));
        assertFalse(isGood(rsa, FORGED, signature));
    }

    @Test
    void messagesHoldTheDocumentSignedWithEachKey() throws Exception {
        DocumentSigner signer = signer();
        List<X509Certificate> certificates = certificates(signer);
        assertEquals(2, certificates.size());
        assertEquals("RSA", certificates.get(0).getPublicKey().getAlgorithm());
        assertEquals("DSA", certificates.get(1).getPublicKey().getAlgorithm());
        assertArrayEquals(DOCUMENT, opened(signer.rsa2048(DOCUMENT), certificates.get(0)));
        assertArrayEquals(DOCUMENT, opened(signer.pkcs7(DOCUMENT), certificates.get(1)));
        for (X509Certificate one : certificates) {
            one.verify(one.getPublicKey());
            assertEquals(Instant.parse("2026-01-02T03:04:05Z"), one.getNotBefore().toInstant());
        }
    }

    @Test
    void opensslReadsAndVerifiesWhatIsSigned() throws Exception {
        assumeTrue(Files.isExecutable(OPENSSL));
        DocumentSigner signer = signer();
        Path certificates = Files.writeString(folder.resolve("crt.pem"), signer.certificates());
        for (byte[] message : List.of(signer.rsa2048(DOCUMENT), signer.pkcs7(DOCUMENT))) {
            Path file = Files.write(folder.resolve("message"), message);
            Path content = folder.resolve("content");
            Process process =
                    new ProcessBuilder(
                                    OPENSSL.toString(),
                                    "smime",
                                    "-verify",
                                    "-inform",
                                    "DER",
                                    "-in",
                                    file.toString(),
                                    "-certfile",
                                    certificates.toString(),
                                    "-noverify",
                                    "-out",
                                    content.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertEquals(0, process.waitFor(), said);
            assertArrayEquals(DOCUMENT, Files.readAllBytes(content));
        }
    }

    @Test
    void anRsaMessageIsTheSameAtEachRead() {
        DocumentSigner signer = signer();
        assertArrayEquals(signer.rsa2048(DOCUMENT), signer.rsa2048(DOCUMENT));
    }

    @Test
    void theKeysOutlastARestartAndAreForTheirOwnerAlone() throws Exception {
        DocumentSigner first = signer();
        String certificates = first.certificates();
        assertFalse(certificates.contains("PRIVATE"), "private keys stay inside");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        DocumentSigner second = signer();
        assertEquals(certificates, second.certificates());
        assertTrue(
                isGood(certificates(first).get(0), DOCUMENT, second.signature(DOCUMENT)),
                "the key is that of before");
        try (Stream<Path> files = Files.list(folder.resolve("secrets"))) {
            assertEquals(List.of(file()), files.toList(), "no draft is left");
        }
    }

    @Test
    void nothingIsMadeBeforeSomebodyAsks() {
        signer();
        assertFalse(Files.exists(file()));
    }

    @Test
    void aFileThatOthersMayReadIsNotUsedUntilItIsRight() throws Exception {
        String certificates = signer().certificates();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        DocumentSigner signer = signer();
        assertThrows(UnavailableException.class, () -> signer.signature(DOCUMENT));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertEquals(certificates, signer.certificates());
    }

    @Test
    void aFileOfSomethingElseIsLeftAloneAndSaidToBeBad() throws IOException {
        Files.createDirectories(file().getParent());
        Files.createFile(
                file(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file(), "no key");
        var refusal = assertThrows(UnavailableException.class, () -> signer().certificates());
        assertTrue(String.valueOf(refusal.getCause()).contains("backup"), "" + refusal.getCause());
        assertEquals("no key", Files.readString(file()));
    }
}
