package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.testkit.state.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that openssl signs, as clients have it do. */
class ManifestSignatureTest {

    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final ImageLocation MANIFEST = ImageLocation.parse("bucket/disk.manifest.xml");

    private static final String MACHINE =
            "<machine_configuration><architecture>x86_64</architecture></machine_configuration>";

    @TempDir Path folder;

    private final FakeObjects objects =
            new FakeObjects(new MemoryStateStore(new io.nova.testkit.state.MutableClock()));

    private final RequestContext owner = as("000000000001", Role.DEVELOPER);
    private final SigningCertificateManager certificates =
            new SigningCertificateManager(
                    objects.store(), new Permits(), objects.clock, objects.ids);

    private static RequestContext as(String project, Role role) {
        Caller caller =
                new Caller(
                        new UserId("alice"),
                        new ProjectId(project),
                        new AccessKeyId("KEY"),
                        Set.of(role));
        return new RequestContext("request", caller);
    }

    /** Whose certificates they are is not the authorizer's to say. */
    private static final class Permits implements io.nova.api.identity.Authorizer {
        @Override
        public void require(Caller caller, String action) {
            assertTrue(action.startsWith("iam:"), action);
        }

        @Override
        public boolean allows(Caller caller, String action) {
            return true;
        }
    }

    @BeforeEach
    void needsOpenssl() throws Exception {
        assumeTrue(Files.isExecutable(OPENSSL), "there is no " + OPENSSL);
        objects.objects.put("bucket/disk.part.0", "part".getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), Files.readString(folder.resolve("errors")));
        return output;
    }

    /** Makes a key and a certificate of it; returns the certificate. */
    private String user(String name, String algorithm) throws Exception {
        List<String> command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "36500"));
        command.addAll(List.of("-newkey", algorithm, "-subj", "/CN=" + name));
        if (algorithm.equals("ec")) {
            command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256"));
        }
        command.addAll(List.of("-keyout", name + ".key", "-out", name + ".crt"));
        // Valid when the test's clock says.
        var unused = openssl(command.toArray(String[]::new));
        return Files.readString(folder.resolve(name + ".crt"));
    }

    private String image() throws Exception {
        byte[] part = "part".getBytes(StandardCharsets.US_ASCII);
        String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(part));
        return "<image><name>disk</name><parts count=\"1\"><part index=\"0\"><filename>disk.part.0"
                + "</filename><digest algorithm=\"SHA1\">"
                + sha1
                + "</digest></part></parts></image>";
    }

    private String signature(String name, String text) throws Exception {
        Files.writeString(folder.resolve("text"), text);
        return HexFormat.of().formatHex(openssl("dgst", "-sha1", "-sign", name + ".key", "text"));
    }

    private void upload(String manifest) {
        objects.objects.put(
                MANIFEST.toString(),
                ("<?xml version='1.0'?><manifest><version>2007-10-10</version>"
                                + manifest
                                + "</manifest>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void uploadSigned(String name) throws Exception {
        String signature = signature(name, MACHINE + image());
        upload(MACHINE + image() + "<signature>" + signature + "</signature>");
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(
                                DiskHeader.Refused.class,
                                () -> objects.sources("").open(owner, MANIFEST))
                        .getMessage());
    }

    private void trust(String certificate) throws Exception {
        // The certificates are of now, and the test's clock stands still.
        objects.clock.advance(
                java.time.Duration.between(
                        objects.clock.instant(),
                        Signers.parse(certificate).getNotBefore().toInstant()));
        var unused = certificates.add(owner, owner.project(), certificate);
    }

    @Test
    void aManifestIsTakenThatAKnownCertificateSigned() throws Exception {
        trust(user("alice", "rsa:2048"));
        uploadSigned("alice");
        assertEquals(1, objects.sources("").open(owner, MANIFEST).parts().size());
    }

    @Test
    void oneOfSeveralIsEnough() throws Exception {
        trust(user("bob", "rsa:2048"));
        trust(user("alice", "rsa:1024"));
        uploadSigned("alice");
        assertEquals(1, objects.sources("").open(owner, MANIFEST).parts().size());
    }

    @Test
    void anothersSignatureAndNoneAreRefused() throws Exception {
        trust(user("alice", "rsa:2048"));
        String unused = user("mallory", "rsa:2048");
        uploadSigned("mallory");
        assertTrue(refusal().contains("by none of"));
        upload(MACHINE + image());
        assertTrue(refusal().contains("not signed"));
        upload(MACHINE + image() + "<signature>no digits</signature>");
        assertTrue(refusal().contains("by none of"));
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, arm64",
        "<name>disk, <name>dusk",
        "disk.part.0, disk.part.1",
    })
    void whatWasChangedAfterwardsIsRefused(String from, String to) throws Exception {
        trust(user("alice", "rsa:2048"));
        String signature = signature("alice", MACHINE + image());
        upload((MACHINE + image()).replace(from, to) + "<signature>" + signature + "</signature>");
        assertTrue(refusal().contains("by none of"));
    }

    /** The signed text stands in a comment, and what is read beside it. */
    @Test
    void whatIsReadIsWhatIsSigned() throws Exception {
        trust(user("alice", "rsa:2048"));
        String signed = MACHINE + image();
        String other = (MACHINE + image()).replace("x86_64", "arm64");
        String signature = "<signature>" + signature("alice", signed) + "</signature>";
        upload("<!-- " + signed + " -->" + other + signature);
        assertTrue(refusal().contains("something else"));
    }

    @Test
    void whoHasNoCertificateSignsAsHeLikes() throws Exception {
        String unused = user("mallory", "rsa:2048");
        uploadSigned("mallory");
        assertEquals(1, objects.sources("").open(owner, MANIFEST).parts().size());
    }

    @Test
    void aCertificateIsAddedOnceAndRemovedOnce() throws Exception {
        String pem = user("alice", "rsa:2048");
        String id = certificates.add(owner, owner.project(), pem).id();
        assertEquals(id, certificates.add(owner, owner.project(), pem).id());
        assertEquals(1, certificates.list(owner, owner.project()).size());
        assertEquals("CN=alice", certificates.list(owner, owner.project()).get(0).subject());
        certificates.delete(owner, owner.project(), id);
        certificates.delete(owner, owner.project(), id);
        assertEquals(List.of(), certificates.list(owner, owner.project()));
    }

    @Test
    void tooManyCertificatesAreRefused() throws Exception {
        for (int i = 0; i < 10; i++) {
            var unused = certificates.add(owner, owner.project(), user("user" + i, "rsa:1024"));
        }
        String more = user("more", "rsa:1024");
        assertThrows(
                LimitExceededException.class, () -> certificates.add(owner, owner.project(), more));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            })
    void whatIsNoCertificateIsRefused(String pem) {
        assertThrows(
                InvalidParameterException.class,
                () -> certificates.add(owner, owner.project(), pem));
    }

    @Test
    void onlyRsaSignsManifests() throws Exception {
        String pem = user("alice", "ec");
        assertThrows(
                InvalidParameterException.class,
                () -> certificates.add(owner, owner.project(), pem));
    }

    @Test
    void onlyAdministratorsReachAnotherProject() throws Exception {
        String pem = user("alice", "rsa:2048");
        RequestContext other = as("000000000002", Role.DEVELOPER);
        assertThrows(
                AccessDeniedException.class, () -> certificates.add(other, owner.project(), pem));
        assertThrows(AccessDeniedException.class, () -> certificates.list(other, owner.project()));
        RequestContext administrator = as("000000000002", Role.CLOUDADMIN);
        assertEquals(
                owner.project(), certificates.add(administrator, owner.project(), pem).project());
    }
}
