package io.nova.itests.wire;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The tiny guest, built once: outside of namespaces that reach no package server. */
final class GuestImage {

    private GuestImage() {}

    /** Returns the folder with kernel, ramdisk and root, of {@code NOVA_GUEST} or built here. */
    static Path files() {
        String told = System.getenv("NOVA_GUEST");
        Path folder = told == null ? Path.of("target/guest").toAbsolutePath() : Path.of(told);
        boolean there =
                List.of("vmlinuz", "initrd.img", "root.img").stream()
                        .allMatch(name -> Files.exists(folder.resolve(name)));
        if (!there) {
            Path build = Cloud.repository().resolve("karaf-assembly/guest/build.sh");
            Command.of(build.toString(), folder.toString())
                    .within(Duration.ofMinutes(5))
                    .run()
                    .ok();
        }
        return folder;
    }
}
