package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import io.nova.testkit.state.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleKeyTest {

    private static final byte[] SESSION =
            HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("secrets/bundles.pem");
    }

    private BundleKey key() {
        return BundleKey.of(file().toString());
    }

    private static X509Certificate certificate(BundleKey key) throws Exception {
        byte[] pem = key.certificate().getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }

    /** Encrypts as a client does. */
    private static String locked(BundleKey to, String text) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, certificate(to).getPublicKey());
        return HexFormat.of().formatHex(cipher.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] encrypted() throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(SESSION, "AES"),
                new IvParameterSpec(SESSION));
        return cipher.doFinal(BYTES);
    }

    private static byte[] opened(BundleKey key, String lock) throws Exception {
        return key.open(new Manifest.Lock(lock, lock), new ByteArrayInputStream(encrypted()))
                .readAllBytes();
    }

    @Test
    void theKeyIsMadeWhenItIsFirstNeededForItsOwnersEyesAlone() throws Exception {
        BundleKey key = key();
        assertTrue(key.isThere());
        assertFalse(Files.exists(file()), "no start waits for a key");
        certificate(key).verify(certificate(key).getPublicKey());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void aSecondControllerMakesNoKeyOfItsOwn() throws Exception {
        MemoryStateStore store = new MemoryStateStore(Clock.systemUTC());
        // Of a release before, which noted nothing.
        String certificate = key().certificate();
        BundleKey first = key().sharedBy(store);
        Path elsewhere = folder.resolve("second/bundles.pem");
        BundleKey second = BundleKey.of(elsewhere.toString()).sharedBy(store);
        assertThrows(UnavailableException.class, second::certificate);
        assertFalse(Files.exists(elsewhere));
        assertEquals(certificate, first.certificate());
        Files.createDirectories(elsewhere.getParent());
        Files.copy(file(), elsewhere, StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals(certificate, second.certificate());
        assertEquals(certificate, BundleKey.of(elsewhere.toString()).sharedBy(store).certificate());
    }

    @Test
    void whatIsEncryptedToTheCertificateOpensAfterARestartToo() throws Exception {
        BundleKey before = key();
        String lock = locked(before, HexFormat.of().formatHex(SESSION));
        assertArrayEquals(BYTES, opened(before, lock));
        BundleKey after = key();
        assertEquals(before.certificate(), after.certificate());
        assertArrayEquals(BYTES, opened(after, lock));
    }

    /** Else the answers would tell, request by request, what another's bundle is encrypted with. */
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "no digits", "00112233445566778899aabbccddeeff00"})
    void aLockThatDoesNotOpenGivesBytesThatAreNone(String inside) throws Exception {
        BundleKey key = key();
        String lock = locked(key, inside);
        assertNotEquals(new String(BYTES, StandardCharsets.US_ASCII), garbage(key, lock));
        assertNotEquals(
                new String(BYTES, StandardCharsets.US_ASCII), garbage(key, "ab".repeat(256)));
    }

    private static String garbage(BundleKey key, String lock) throws Exception {
        try {
            return new String(opened(key, lock), StandardCharsets.US_ASCII);
        } catch (java.io.IOException e) {
            return "the padding of AES, which tells nothing of RSA's";
        }
    }

    @Test
    void aCloudWithoutAKeyHasNoCertificate() {
        BundleKey none = BundleKey.of("");
        assertFalse(none.isThere());
        assertThrows(UnsupportedException.class, none::certificate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            })
    void aFileWithoutAKeyIsRefusedAtTheStart(String text) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThrows(IllegalArgumentException.class, this::key);
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws Exception {
        String unused = key().certificate();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, this::key);
        assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600"));
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws Exception {
        Files.writeString(folder.resolve("secrets"), "in the way");
        assertThrows(UnavailableException.class, () -> key().certificate());
    }
}
