package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import io.nova.itests.cloud.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A cloud of real guests on a machine of namespaces; {@link ReadyRace} runs in there as well. */
final class ReadyRound {

    private ReadyRound() {}

    /** Measures and prints. */
    static void run() throws IOException {
        if (!Tools.canRunGuests()) {
            System.out.println(
                    "RunInstances to a ready guest: not measured, real guests need root, libvirt,"
                            + " QEMU, dnsmasq and nftables");
            return;
        }
        Path guest = guest();
        try (Cloud cloud =
                Cloud.qemu("bench-ready", Machine.own(), guest).set("NOVA_JAVA_OPTS", "")) {
            cloud.up();
            List<String> race =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReadyRace.class.getName(),
                            cloud.endpoint("ec2").toString(),
                            cloud.image("machine"));
            Map<String, String> keys =
                    Map.of(
                            "ACCESS_KEY", cloud.credential("access_key"),
                            "SECRET_KEY", cloud.credential("secret_key"));
            System.out.print(
                    cloud.program(race)
                            .environment(keys)
                            .within(Duration.ofMinutes(20))
                            .run()
                            .ok()
                            .out());
        }
    }

    /** Kernel, ramdisk and root of {@code NOVA_GUEST}, or built here, outside of the machine. */
    private static Path guest() throws IOException {
        String told = System.getenv("NOVA_GUEST");
        Path folder = (told == null ? Path.of("target/guest") : Path.of(told)).toAbsolutePath();
        if (!Files.exists(folder.resolve("root.img"))) {
            Path build = Cloud.repository().resolve("karaf-assembly/guest/build.sh");
            Command.of(build.toString(), folder.toString())
                    .within(Duration.ofMinutes(5))
                    .run()
                    .ok();
        }
        return folder;
    }
}
