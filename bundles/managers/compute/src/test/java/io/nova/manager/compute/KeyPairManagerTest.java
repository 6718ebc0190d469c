package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.api.compute.NewKeyPair;
import io.nova.api.identity.Quota;
import io.nova.model.AlreadyExistsException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.compute.KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPairManagerTest {

    private static final Path SSH_KEYGEN = Path.of("/usr/bin/ssh-keygen");

    private final Lab lab = new Lab();
    private final KeyPairManager keys = new KeyPairManager(lab.store, lab, lab, lab.clock, lab.ids);

    @TempDir private Path directory;

    private NewKeyPair create(String name, String algorithm) {
        return keys.create(Lab.OWNER, name, algorithm, Map.of());
    }

    private KeyPair imported(String name, String text) {
        return keys.importKey(Lab.OWNER, name, text, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ed25519"})
    void whatIsMadeIsWhatSshKeygenReads(String algorithm) throws Exception {
        assumeTrue(Files.isExecutable(SSH_KEYGEN));
        NewKeyPair made = create("mine", algorithm);
        Path file = privateFile(made.privateKey().revealText());
        String[] words = run("-y", "-f", file.toString()).strip().split(" ", 3);
        String kept = made.keyPair().publicKey();
        assertEquals(kept, words[0] + " " + words[1] + " mine");
        Path publicFile = Files.writeString(directory.resolve("key.pub"), kept);
        String shown = run("-l", "-f", publicFile.toString());
        assertTrue(shown.contains(algorithm.equals("rsa") ? "2048 SHA256:" : "256 SHA256:"), shown);
        if (algorithm.equals("ed25519")) {
            String fingerprint = made.keyPair().fingerprint().replace("=", "");
            assertTrue(shown.contains(fingerprint), shown + made.keyPair().fingerprint());
        }
    }

    private Path privateFile(String text) throws IOException {
        return Files.writeString(
                Files.createFile(
                        directory.resolve("key"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))),
                text);
    }

    private static String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SSH_KEYGEN.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    @Test
    void everyFormOfAnImportedKeyIsTheSameKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        String base64 = Base64.getEncoder().encodeToString(der);
        KeyPair asDer = imported("der", base64);
        KeyPair asPem =
                imported(
                        "pem",
                        "-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(der)
                                + "\n-----END PUBLIC KEY-----\n");
        String wire = asDer.publicKey().split(" ", 3)[1];
        KeyPair asOpenSsh = imported("openssh", "ssh-rsa " + wire + " somebody@somewhere\n");
        KeyPair asRfc4716 =
                imported(
                        "rfc4716",
                        "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"a key\"\n"
                                + wire
                                + "\n---- END SSH2 PUBLIC KEY ----\n");
        // EC2 shows the MD5 of an imported RSA key's DER.
        String expected =
                HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance("MD5").digest(der));
        for (KeyPair pair : List.of(asDer, asPem, asOpenSsh, asRfc4716)) {
            assertEquals(expected, pair.fingerprint());
            assertEquals("ssh-rsa " + wire + " " + pair.name(), pair.publicKey());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-rsa",
                "ssh-rsa AAAA",
                "ssh-dss AAAAB3NzaC1kc3MAAACBAP",
                "no key at all",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY="
            })
    void whatIsNoKeyIsRefused(String text) {
        assertThrows(InvalidParameterException.class, () -> imported("bad", text));
        assertEquals(0, lab.used(Quota.KEY_PAIRS));
    }

    @Test
    void aHugeTextIsRefused() {
        assertThrows(InvalidParameterException.class, () -> imported("bad", "A".repeat(1 << 20)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void aBadNameIsRefused(String name) {
        assertThrows(InvalidParameterException.class, () -> create(name, "ed25519"));
    }

    @Test
    void anUnknownAlgorithmIsRefused() {
        assertThrows(InvalidParameterException.class, () -> create("mine", "dsa"));
    }

    @Test
    void aNameIsOneOfItsProject() {
        create("mine", "ed25519");
        assertThrows(AlreadyExistsException.class, () -> create("mine", "ed25519"));
        var unused = keys.create(Lab.OTHER, "mine", "ed25519", Map.of());
        assertEquals(1, lab.used(Quota.KEY_PAIRS));
        assertThrows(
                NotFoundException.class,
                () -> keys.describe(Lab.OTHER, List.of("other"), List.of(), "", 100));
    }

    @Test
    void theQuotaHolds() {
        lab.quotas.put(Quota.KEY_PAIRS, 1L);
        create("one", "ed25519");
        assertThrows(LimitExceededException.class, () -> create("two", "ed25519"));
        keys.delete(Lab.OWNER, "one");
        keys.delete(Lab.OWNER, "one");
        create("two", "ed25519");
    }
}
