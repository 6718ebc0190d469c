package io.nova.aoe.initiator;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.AoeClient;
import io.nova.aoe.InitiatorClient;
import io.nova.aoe.StorageLan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the initiator, in turns with a qemu-nbd that has the same file: both are used by
 * qemu-img bench. Started by itests/bench/aoe.sh.
 */
final class AoeBench {

    private static final String VOLUME = "vol-1";
    private static final AoeAddress ADDRESS = AoeAddress.parse("e1.0");
    private static final int MIB = 1 << 20;
    private static final int SIZE = 512;
    private static final Pattern SECONDS = Pattern.compile("completed in ([0-9.]+) seconds");

    /** One kind of load; no request is beside the one before it, unless the step is its length. */
    private record Load(String name, boolean writes, int count, int length, int step) {}

    private static final List<Load> LOADS =
            List.of(
                    new Load("write 256 KiB", true, 2000, 256 << 10, 256 << 10),
                    new Load("read 256 KiB", false, 2000, 256 << 10, 256 << 10),
                    new Load("write 4 KiB", true, 20_000, 4096, 148 << 10),
                    new Load("read 4 KiB", false, 20_000, 4096, 148 << 10));

    private AoeBench() {}

    /**
     * Prints what was measured.
     *
     * @param arguments how many rounds
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("aoe");
        Path disk = directory.resolve("disk");
        Process nbd = null;
        try (StorageLan lan = new StorageLan(directory)) {
            fill(disk);
            Process vblade = export(lan, disk);
            Path reference = directory.resolve("reference.sock");
            nbd =
                    run(
                            "/usr/bin/qemu-nbd",
                            "--persistent",
                            "--format=raw",
                            "--export-name=" + VOLUME,
                            "--socket=" + reference,
                            "--cache=writeback",
                            "--aio=threads",
                            disk.toString());
            try (Initiator initiator = new Initiator(lan, directory, Duration.ofMinutes(3));
                    InitiatorClient client = initiator.client()) {
                client.add(VOLUME, ADDRESS, StorageLan.HOST, false, Duration.ofSeconds(10));
                for (int mtu : new int[] {1500, 9000}) {
                    lan.mtu(StorageLan.DISKS, mtu);
                    lan.mtu(StorageLan.HOST, mtu);
                    // It makes room for its frames by the MTU that it finds.
                    StorageLan.kill(vblade);
                    vblade = export(lan, disk);
                    for (Load load : LOADS) {
                        measure(mtu, load, rounds, initiator.socket(VOLUME), reference);
                    }
                }
                System.out.println("resident: " + resident(initiator.pid()));
            }
        } finally {
            if (nbd != null) {
                StorageLan.kill(nbd);
            }
            for (Path left : List.of(disk)) {
                Files.deleteIfExists(left);
            }
        }
    }

    private static Process export(StorageLan lan, Path disk)
            throws IOException, InterruptedException {
        Process vblade = lan.export(ADDRESS, disk);
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            client.rename(ADDRESS, VOLUME, Duration.ofSeconds(10));
        }
        return vblade;
    }

    private static void fill(Path disk) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            byte[] bytes = new byte[MIB];
            Arrays.fill(bytes, (byte) 'x');
            for (int i = 0; i < SIZE; i++) {
                file.write(bytes);
            }
        }
    }

    private static void measure(int mtu, Load load, int rounds, Path initiator, Path reference)
            throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] ratios = new double[rounds];
        // What is not compiled yet is not what is to be known.
        rate(load, initiator);
        for (int i = 0; i < rounds; i++) {
            ours[i] = rate(load, initiator);
            ratios[i] = ours[i] / rate(load, reference);
        }
        Arrays.sort(ours);
        Arrays.sort(ratios);
        double bytes = (double) load.length() / MIB;
        System.out.printf(
                "MTU %d, %s: %.0f/s (%.0f, %.0f), %.0f MB/s, of qemu-nbd %.2f (%.2f, %.2f)%n",
                mtu,
                load.name(),
                ours[rounds / 2],
                ours[0],
                ours[rounds - 1],
                ours[rounds / 2] * bytes * MIB / 1e6,
                ratios[rounds / 2],
                ratios[0],
                ratios[rounds - 1]);
    }

    /** Returns how many requests are done in a second, 16 at once. */
    private static double rate(Load load, Path socket) throws IOException, InterruptedException {
        Process bench =
                run(
                        "/usr/bin/qemu-img",
                        "bench",
                        load.writes() ? "-w" : "--flush-interval=0",
                        "-f",
                        "raw",
                        "-t",
                        "none",
                        "-d",
                        "16",
                        "-c",
                        Integer.toString(load.count()),
                        "-s",
                        Integer.toString(load.length()),
                        "-S",
                        Integer.toString(load.step()),
                        "nbd+unix:///" + VOLUME + "?socket=" + socket);
        String said = new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = SECONDS.matcher(said);
        if (bench.waitFor() != 0 || !matcher.find()) {
            throw new IllegalStateException(said);
        }
        return load.count() / Double.parseDouble(matcher.group(1));
    }

    private static Process run(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("unknown");
    }
}
