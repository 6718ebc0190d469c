package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.BucketName;
import io.nova.model.image.ImageState;
import io.nova.model.objectstore.ObjectKey;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles as clients upload them: archives from the real tar, split, digested and encrypted. */
class BundleTest {

    private static final int SIZE = 300_000 / 512 * 512;
    private static final ImageLocation MANIFEST =
            new ImageLocation(
                    new BucketName("bucket"), new ObjectKey("folder/disk.img.manifest.xml"));

    private static byte[] plainTar = new byte[0];
    private static byte[] sparseTar = new byte[0];
    private static byte[] disk = new byte[0];

    @TempDir static Path files;

    private final FakeObjects store = new FakeObjects(new MemoryStateStore(new MutableClock()));

    @BeforeAll
    static void pack() throws Exception {
        Path image = files.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] data = new byte[4096];
            new Random(7).nextBytes(data);
            // More pieces than a header's map has room for, a hole before and one behind.
            for (int i = 1; i < 30; i++) {
                file.seek(i * 8192L);
                file.write(data);
            }
            file.setLength(SIZE);
        }
        disk = Files.readAllBytes(image);
        plainTar = tar("-c");
        sparseTar = tar("-cS");
    }

    private static byte[] tar(String how) throws Exception {
        Process tar =
                new ProcessBuilder("tar", how, "--format=gnu", "-C", files.toString(), "disk.img")
                        .start();
        byte[] bytes = tar.getInputStream().readAllBytes();
        assertEquals(0, tar.waitFor());
        return bytes;
    }

    private static byte[] zip(byte[] bytes) throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static String sha1(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    /** Uploads a bundle in two parts. */
    private void upload(byte[] tar, byte[] bytes, String lock, UnaryOperator<String> change)
            throws Exception {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            byte[] part =
                    Arrays.copyOfRange(bytes, i * bytes.length / 2, (i + 1) * bytes.length / 2);
            store.objects.put("bucket/folder/disk.img.part." + i, part);
            parts.append(
                    "<part index='%d'><filename>disk.img.part.%d</filename><digest algorithm='SHA1'>%s</digest></part>"
                            .formatted(i, i, sha1(part)));
        }
        String manifest =
                """
                <?xml version="1.0"?><manifest><version>2007-10-10</version>
                <machine_configuration><architecture>x86_64</architecture>
                <kernel_id>aki-00000001</kernel_id></machine_configuration>
                <image><name>disk.img</name><digest algorithm="SHA1">%s</digest>
                <size>%d</size><bundled_size>%d</bundled_size>%s
                <parts count="2">%s</parts></image></manifest>
                """
                        .formatted(sha1(tar), SIZE, bytes.length, lock, parts);
        store.objects.put(
                "bucket/folder/disk.img.manifest.xml",
                change.apply(manifest).getBytes(StandardCharsets.UTF_8));
    }

    private void uploadPlain(UnaryOperator<String> change) throws Exception {
        upload(plainTar, zip(plainTar), "", change);
    }

    private byte[] unpack(String keyFile) throws Exception {
        return unpack(keyFile, FakeObjects.LIMITS);
    }

    private byte[] unpack(String keyFile, BundleLimits limits) throws Exception {
        Source source = store.sources(keyFile).open(FakeObjects.CALLER, MANIFEST);
        ImageLocation made =
                store.unpacking(keyFile, limits)
                        .unpack(Samples.image(1, ImageState.PENDING).id(), source);
        assertTrue(store.uploads.isEmpty());
        return store.objects.get(made.bucket() + "/" + made.key());
    }

    private String refusal(String keyFile) {
        String message = assertThrows(DiskHeader.Refused.class, () -> unpack(keyFile)).getMessage();
        assertTrue(store.objects.keySet().stream().allMatch(key -> key.startsWith("bucket/")));
        assertTrue(store.uploads.isEmpty(), "nothing stays behind");
        return message;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theImageComesOutAsItWentIn(boolean sparse) throws Exception {
        byte[] tar = sparse ? sparseTar : plainTar;
        if (sparse) {
            assertTrue(tar.length < SIZE, "tar left the holes out");
        }
        upload(tar, zip(tar), "", manifest -> manifest);
        assertArrayEquals(disk, unpack(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkcs8", "pkcs1"})
    void anEncryptedBundleOpensWithTheCloudsKey(String form) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        upload(plainTar, encrypt(zip(plainTar)), lock(pair), manifest -> manifest);
        assertTrue(refusal("").contains("no key"));
        assertTrue(
                refusal(keyFile(generator.generateKeyPair(), "pkcs8"))
                        .contains("not encrypted to"));
        assertArrayEquals(disk, unpack(keyFile(pair, form)));
    }

    private static final String KEY = "00112233445566778899aabbccddeeff";

    private static byte[] encrypt(byte[] bytes) throws Exception {
        byte[] key = HexFormat.of().parseHex(KEY);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(key));
        return cipher.doFinal(bytes);
    }

    private static String lock(KeyPair pair) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] locked = cipher.doFinal(KEY.getBytes(StandardCharsets.US_ASCII));
        String hex = HexFormat.of().formatHex(locked);
        return "<ec2_encrypted_key algorithm='AES-128-CBC'>%s</ec2_encrypted_key><ec2_encrypted_iv>%s</ec2_encrypted_iv>"
                .formatted(hex, hex);
    }

    /** PKCS#8 is PKCS#1 with 26 bytes before it. */
    private static String keyFile(KeyPair pair, String form) throws Exception {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        boolean old = form.equals("pkcs1");
        byte[] der = old ? Arrays.copyOfRange(pkcs8, 26, pkcs8.length) : pkcs8;
        String name = old ? "RSA PRIVATE KEY" : "PRIVATE KEY";
        Path file = Files.createTempFile(files, "key", ".pem");
        Files.writeString(
                file,
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(name, Base64.getMimeEncoder().encodeToString(der), name));
        return file.toString();
    }

    @Test
    void aPartThatIsNotAsTheManifestSaysIsNamed() throws Exception {
        uploadPlain(manifest -> manifest);
        store.objects.get("bucket/folder/disk.img.part.1")[3] ^= 1;
        String message = refusal("");
        assertTrue(message.contains("disk.img.part.1"), message);
    }

    @Test
    void aPartThatIsCutOffIsRefused() throws Exception {
        uploadPlain(manifest -> manifest);
        store.objects.put("bucket/folder/disk.img.part.1", new byte[0]);
        assertTrue(refusal("").contains("disk.img.part.1"));
    }

    @ParameterizedTest(name = "{0} for {1} is told as: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "<size>.*</size>          | <size>512</size>           | the manifest says 512",
                "<size>.*</size>          | <size>many</size>          | is no number",
                "(?s)<image>.*</image>    | ''                         | no <image>",
                "count=\"2\"              | count=\"3\"                | names 2",
                "<digest[^>]*>[^<]*</d    | <digest>00</d              | no SHA1 digest",
                "part.1</filename>        | x/y</filename>             | no file name",
                "<name>                   | <name></x>                 | no XML",
                "<manifest>               | <!DOCTYPE manifest><manifest> | no XML",
                "manifest>                | bundle>                    | <bundle>",
                "<bundled_size>           | <ec2_encrypted_key>xy</ec2_encrypted_key><bundled_size> | hexadecimal",
            })
    void aBadManifestIsToldWithWhatIsWrong(String from, String to, String told) throws Exception {
        uploadPlain(manifest -> manifest.replaceAll(from, to));
        String message = refusal("");
        assertTrue(message.contains(told), message);
    }

    @Test
    void theArchivesDigestIsChecked() throws Exception {
        upload(sparseTar, zip(plainTar), "", manifest -> manifest);
        assertTrue(refusal("").contains("SHA1 digest"));
    }

    @Test
    void whatIsNoArchiveIsRefused() throws Exception {
        upload(disk, zip(disk), "", manifest -> manifest);
        assertTrue(refusal("").contains("tar"));
        upload(disk, disk, "", manifest -> manifest);
        assertTrue(refusal("").contains("GZIP"));
    }

    @Test
    void theManifestNamesTheKernel() throws Exception {
        uploadPlain(manifest -> manifest);
        Manifest manifest =
                store.sources("").open(FakeObjects.CALLER, MANIFEST).manifest().orElseThrow();
        assertEquals("aki-00000001", manifest.kernel().orElseThrow());
        assertEquals("x86_64", manifest.architecture().orElseThrow());
        assertEquals(
                "folder/disk.img.part.0",
                Manifest.keyOf(MANIFEST.key(), manifest.parts().get(0)).value());
    }

    @Test
    void anImageThatIsTooLargeIsRefusedBeforeItIsWritten() throws Exception {
        uploadPlain(manifest -> manifest);
        BundleLimits limits = new BundleLimits(SIZE - 512, 1000);
        DiskHeader.Refused refused =
                assertThrows(DiskHeader.Refused.class, () -> unpack("", limits));
        assertTrue(String.valueOf(refused.getMessage()).contains("at most"));
    }

    @ParameterizedTest
    @CsvSource({
        "1073741824, 1,       true",
        "1073742336, 1073743, true",
        "1073742336, 1,       false",
        "107374182400, 107374183, true",
        "107374182400, 107374,    false",
        "107374182912, 107374182912, false",
        "0, 1, false",
    })
    void aBombIsToldByItsRatio(long size, long packed, boolean taken) throws Exception {
        if (taken) {
            FakeObjects.LIMITS.check(size, packed);
        } else {
            assertThrows(DiskHeader.Refused.class, () -> FakeObjects.LIMITS.check(size, packed));
        }
    }

    /** Some bytes that unpack to far more: holes cost an archive nothing. */
    @Test
    void anArchiveOfHolesIsNotUnpacked() throws Exception {
        Path image = files.resolve("holes.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(60L << 30);
        }
        Process process =
                new ProcessBuilder(
                                "tar", "-cS", "--format=gnu", "-C", files.toString(), "holes.img")
                        .start();
        byte[] tar = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor());
        upload(tar, zip(tar), "", manifest -> manifest.replaceAll("<size>.*</size>", ""));
        String message = refusal("");
        assertTrue(message.contains("more than 1000 times"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "root, /dev/sda1, /dev/sda1",
        "ami, sda1, /dev/sda1",
        "ami, /dev/vda, /dev/vda",
        "swap, sda3, none",
        "ephemeral0, sda2, none",
        "root, ../../etc/passwd, none",
    })
    void theManifestNamesTheRootDisk(String virtual, String device, String told) throws Exception {
        String mapping =
                "<block_device_mapping><mapping><virtual>swap</virtual><device>sdz9</device>"
                        + "</mapping><mapping><virtual>%s</virtual><device>%s</device></mapping>"
                        + "</block_device_mapping></machine_configuration>";
        uploadPlain(
                manifest ->
                        manifest.replace(
                                "</machine_configuration>", mapping.formatted(virtual, device)));
        Manifest manifest =
                store.sources("").open(FakeObjects.CALLER, MANIFEST).manifest().orElseThrow();
        assertEquals(told, manifest.rootDevice().orElse("none"));
    }

    /** A folder of a size, which no tar writes: to read past it would take as long as it says. */
    @Test
    void anArchiveThatBeginsWithMuchElseIsNotReadToItsFile() throws Exception {
        byte[] folder = Arrays.copyOf(plainTar, 512);
        folder[156] = '5';
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, folder, 124, 11);
        sum(folder);
        byte[] tar = new byte[512 + plainTar.length];
        System.arraycopy(folder, 0, tar, 0, 512);
        System.arraycopy(plainTar, 0, tar, 512, plainTar.length);
        upload(tar, zip(tar), "", manifest -> manifest);
        String message = refusal("");
        assertTrue(message.contains("begins with what is no file"), message);
    }

    private static void sum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, 8);
    }
}
