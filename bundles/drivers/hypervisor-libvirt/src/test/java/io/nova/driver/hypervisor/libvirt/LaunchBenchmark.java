package io.nova.driver.hypervisor.libvirt;

import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.spi.hypervisor.GuestSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Compares a launch by the driver with {@code qemu-img} and {@code virsh} doing the same by hand,
 * up to running and up to the guest's first line. Prints medians and ratios; asserts no times. Run
 * it with {@code -Dtest=LaunchBenchmark -Dbenchmark=true}.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class LaunchBenchmark {

    private static final int ROUNDS = 7;

    private final IdSource ids = new IdSource(new SecureRandom());

    @Test
    void launchesByDriverAndByHandInTurn() throws Exception {
        Skip.unlessPossible(LibvirtLab.missing(), LaunchBenchmark.class);
        double[][] driver = new double[2][ROUNDS];
        double[][] hand = new double[2][ROUNDS];
        try (LibvirtLab lab = LibvirtLab.start()) {
            LibvirtHypervisor hypervisor = lab.open();
            hypervisor.guests();
            for (int round = 0; round < ROUNDS; round++) {
                InstanceId instance = InstanceId.next(ids);
                long start = System.nanoTime();
                hypervisor.launch(lab.spec(instance));
                note(driver, round, start, lab, instance);
                hypervisor.destroy(instance);

                instance = InstanceId.next(ids);
                start = System.nanoTime();
                byHand(lab, lab.spec(instance));
                note(hand, round, start, lab, instance);
                hypervisor.destroy(instance);
            }
            hypervisor.close();
        }
        print("running", driver[0], hand[0]);
        print("first line", driver[1], hand[1]);
    }

    private static void byHand(LibvirtLab lab, GuestSpec spec) throws Exception {
        InstanceDirectory files = new InstanceDirectory(lab.instances(), spec.instance());
        Path directory = Files.createDirectories(files.disk().getParent());
        LibvirtDaemon.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "raw",
                "-b",
                spec.root().image().toString(),
                files.disk().toString(),
                Long.toString(spec.root().size()));
        Path xml = directory.resolve("domain.xml");
        Files.writeString(
                xml,
                new DomainXml(false, "", "writeback").domain(spec, files, java.util.List.of()));
        lab.daemon().virsh("define", xml.toString());
        lab.daemon().virsh("start", spec.instance().value());
    }

    private static void note(
            double[][] seconds, int round, long start, LibvirtLab lab, InstanceId instance)
            throws Exception {
        seconds[0][round] = (System.nanoTime() - start) / 1e9;
        lab.awaitConsole(instance, "GUEST: boot-start");
        seconds[1][round] = (System.nanoTime() - start) / 1e9;
    }

    private static void print(String what, double[] driver, double[] hand) {
        Arrays.sort(driver);
        Arrays.sort(hand);
        double ours = driver[ROUNDS / 2];
        double theirs = hand[ROUNDS / 2];
        System.out.printf(
                "launch to %s: driver %.2f s, by hand %.2f s, ratio %.2f (medians of %d)%n",
                what, ours, theirs, ours / theirs, ROUNDS);
    }
}
