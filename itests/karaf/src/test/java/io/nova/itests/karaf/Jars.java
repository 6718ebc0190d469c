package io.nova.itests.karaf;

import io.nova.itests.cloud.Cloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The jars of the distribution. */
final class Jars {

    private Jars() {}

    /** Returns a bundle as another file: an update to the same bytes might do nothing. */
    static Path newer(String bundle, Path folder) throws IOException {
        Path newer = folder.resolve(bundle + "-newer.jar");
        try (ZipFile old = new ZipFile(jar(bundle).toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(newer))) {
            for (ZipEntry entry : old.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(old.getInputStream(entry).readAllBytes());
                out.closeEntry();
            }
            out.putNextEntry(new ZipEntry("newer"));
            out.closeEntry();
        }
        return newer;
    }

    private static Path jar(String bundle) throws IOException {
        Path system = Cloud.repository().resolve("karaf-assembly/target/assembly/system");
        try (Stream<Path> files = Files.walk(system.resolve("io/nova/" + bundle))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + bundle));
        }
    }
}
