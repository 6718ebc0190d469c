package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Image bundles as euca-bundle-image makes them, by tar, gzip and openssl, encrypted and signed.
 */
@ExtendWith(SimulatedCloud.class)
class EucaBundleTest {

    private static final int STEPS = 6;

    @TempDir private Path folder;

    private Stream<DynamicTest> walk(Cloud cloud) throws IOException {
        Path certificate = folder.resolve("cloud.pem");
        Files.writeString(certificate, cloud.shell("nova:bundle-certificate"));
        return Scenarios.of(
                cloud.python(
                        Scenarios.script("bundle_walk.py"),
                        folder.toString(),
                        certificate.toString()),
                STEPS);
    }

    @TestFactory
    Stream<DynamicTest> bundlesBecomeImages(Cloud cloud) throws IOException {
        Stream<DynamicTest> steps = walk(cloud);
        DynamicTest bytes =
                DynamicTest.dynamicTest(
                        "theImageHasTheBytesOfTheDisk", () -> compareWithTheDisk(cloud));
        return Stream.concat(steps, Stream.of(bytes));
    }

    private void compareWithTheDisk(Cloud cloud) throws IOException {
        String[] made = Files.readString(folder.resolve("made")).strip().split(" ", -1);
        String shown = cloud.shell("nova:image-show " + made[0] + " --json");
        assertTrue(shown.contains("\"sha256\":\"" + made[1] + "\""), shown);
        Path out = folder.resolve("exported");
        cloud.shell("nova:image-export " + made[0] + " " + out);
        assertEquals(-1, Files.mismatch(folder.resolve("many.img"), out));
    }

    /** What the launcher tells clients to encrypt to is the same. */
    @Test
    void theEnvironmentNamesTheCertificate(Cloud cloud) throws IOException {
        Path named = Path.of(cloud.clientEnvironment().getOrDefault("EUCALYPTUS_CERT", ""));
        assertEquals(cloud.shell("nova:bundle-certificate"), Files.readString(named));
    }

    @Test
    void aFileIsImportedLaunchedAndExported(Cloud cloud) throws IOException {
        Path disk = folder.resolve("disk.img");
        byte[] bytes = new byte[9 << 20];
        new java.util.Random(5).nextBytes(bytes);
        Files.write(disk, bytes);
        String shown = cloud.shell("nova:image-import --name wire-import " + disk + " --json");
        String id = shown.replaceAll("(?s).*\"image\":\"(ami-[0-9a-f]+)\".*", "$1");
        assertTrue(shown.contains("\"state\":\"available\""), shown);
        assertEquals(1, cloud.ec2().run(id, 1).size());
        Path back = folder.resolve("back.img");
        cloud.shell("nova:image-export " + id + " " + back);
        assertArrayEquals(bytes, Files.readAllBytes(back));
        Command.Result again = cloud.nova("shell", "nova:image-export " + id + " " + back);
        assertFalse(again.out().contains("sha256"), again::toString);
    }

    @Test
    void aFileThatIsNoDiskLeavesNothing(Cloud cloud) throws IOException {
        Path disk = Files.writeString(folder.resolve("disk.txt"), "no disk");
        Command.Result refused = cloud.nova("shell", "nova:image-import " + disk);
        assertTrue((refused.out() + refused.err()).contains("multiple of 512"), refused::toString);
        assertFalse(cloud.shell("nova:image-list").contains("disk.txt"));
    }
}
