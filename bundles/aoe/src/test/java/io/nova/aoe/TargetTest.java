package io.nova.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real vblades. */
class TargetTest {

    private static final AoeAddress ADDRESS = AoeAddress.parse("e1.0");
    private static final String NAME = "vol-00000001";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MIB = 1 << 20;
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(600);

    @TempDir Path directory;
    private StorageLan lan;
    private Path disk;

    @BeforeEach
    void plugIn() {
        lan = new StorageLan(directory);
        disk = lan.disk("disk", 128 * MIB);
    }

    @AfterEach
    void unplug() {
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void readsWhatItWrote() throws Exception {
        Process vblade = named();
        for (int mtu : new int[] {1500, 9000}) {
            lan.mtu(StorageLan.DISKS, mtu);
            lan.mtu(StorageLan.HOST, mtu);
            try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
                long begin = System.nanoTime();
                assertEquals("", user.write(0, 64 * MIB, mtu));
                assertEquals("", user.flush());
                long middle = System.nanoTime();
                assertEquals("", user.read(0, 64 * MIB, mtu));
                say(mtu, "write", middle - begin);
                say(mtu, "read", System.nanoTime() - middle);
                assertEquals("", user.read(64 * MIB, MIB, 0), "and nothing else");
            }
            try (var file = new java.io.RandomAccessFile(disk.toFile(), "r")) {
                file.seek(5 * MIB);
                assertEquals(DiskUser.pattern(5 * MIB, mtu), file.readLong());
            }
        }
        assertTrue(vblade.isAlive());
    }

    @Test
    void losesNothingWhenTheDiskIsKilledInTheMiddle() throws Exception {
        Process vblade = named();
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            Thread crash =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 3; i++) {
                                    await(200);
                                    StorageLan.kill(vblades.get(vblades.size() - 1));
                                    await(700);
                                    name(export());
                                }
                            });
            vblades.add(vblade);
            crash.start();
            assertEquals("", user.write(0, 100 * MIB, 7));
            assertEquals("", user.read(0, 100 * MIB, 7));
            crash.join();
            assertEquals("", user.write(0, 100 * MIB, 8));
            assertEquals("", user.read(0, 100 * MIB, 8));
        }
    }

    @Test
    void movesNothingToADiskOfAnotherName() throws Exception {
        lan.export(ADDRESS, disk);
        rename("vol-other");
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            assertFalse(user.until(user.target::isPresent, MOMENT));
            assertEquals(
                    "e1.0 on host is called \"vol-other\", not \"vol-00000001\"",
                    user.target.trouble());
            rename(NAME);
            assertTrue(user.until(user.target::isPresent));
            assertEquals("", user.write(0, MIB, 3));
            rename("vol-other");
            assertTrue(user.until(() -> !user.target.isPresent()), "it looks again and again");
        }
    }

    @Test
    void failsWhenTheDeadlineHasPassedAndNotBefore() throws Exception {
        Process vblade = named();
        try (DiskUser user = new DiskUser(ADDRESS, NAME, Duration.ofMillis(1500))) {
            assertEquals("", user.write(0, MIB, 3));
            StorageLan.kill(vblade);
            long begin = System.nanoTime();
            String failure = user.write(0, MIB, 4);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertEquals("e1.0 on host does not answer", failure);
            assertTrue(took >= 1500 && took < 4000, took + " ms");
            name(export());
            assertEquals("", user.write(0, MIB, 5));
            assertEquals("", user.read(0, MIB, 5));
        }
    }

    @Test
    void saysThatADiskIsReadOnly() throws Exception {
        lan.export(ADDRESS, disk, "-r");
        rename(NAME);
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            assertEquals("", user.read(0, MIB, 0));
            assertEquals("ATA status 0x41, error 0x04", user.write(0, MIB, 3));
            assertEquals("", user.read(0, MIB, 0));
        }
    }

    @Test
    void seesTwoDisksAtOneAddress() throws Exception {
        named();
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            assertEquals("", user.write(0, MIB, 3));
            Process second = lan.export(ADDRESS, lan.disk("second", MIB));
            assertTrue(user.until(() -> !user.target.isPresent()));
            assertTrue(user.until(() -> user.target.trouble().contains("two disks")));
            assertFalse(user.until(user.target::isPresent, MOMENT));
            StorageLan.kill(second);
            assertTrue(user.until(user.target::isPresent));
            assertEquals("", user.read(0, MIB, 3));
        }
    }

    @Test
    void seesTwoDisksOnTwoMachines() throws Exception {
        // A bridge with a port for each.
        lan.inside("ip", "link", "add", "lan", "type", "bridge");
        lan.inside("ip", "link", "add", "more", "type", "veth", "peer", "name", "moreport");
        lan.inside("ip", "link", "add", "hostside", "type", "veth", "peer", "name", "hostport");
        for (String end : new String[] {"lan", "more", "moreport", "hostside", "hostport"}) {
            lan.inside("ip", "link", "set", end, "up");
        }
        for (String port : new String[] {StorageLan.HOST, "moreport", "hostport"}) {
            lan.inside("ip", "link", "set", port, "master", "lan");
        }
        lan.export(ADDRESS, disk);
        renameOn("hostside", NAME);
        try (DiskUser user = new DiskUser("hostside", ADDRESS, NAME, LONG)) {
            assertEquals("", user.write(0, MIB, 3));
            Process second = lan.exportAt("more", ADDRESS, lan.disk("second", MIB));
            assertTrue(user.until(() -> user.target.trouble().contains("two disks")));
            StorageLan.kill(second);
            assertTrue(user.until(user.target::isPresent));
            assertEquals("", user.read(0, MIB, 3));
        }
    }

    @Test
    void followsTheMtuWhileDataMove() throws Exception {
        named();
        lan.mtu(StorageLan.DISKS, 9000);
        lan.mtu(StorageLan.HOST, 9000);
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            Thread changes =
                    new Thread(
                            () -> {
                                int[] mtus = {1500, 9000, 4000, 1500, 9000};
                                for (int mtu : mtus) {
                                    await(300);
                                    lan.mtu(mtu == 4000 ? StorageLan.HOST : StorageLan.DISKS, mtu);
                                    await(100);
                                    lan.mtu(StorageLan.HOST, mtu);
                                    lan.mtu(StorageLan.DISKS, mtu);
                                    // It ends when an answer does not fit any more, and is
                                    // started again by who exports it.
                                    if (!vblades.get(vblades.size() - 1).isAlive()) {
                                        name(export());
                                    }
                                }
                            });
            changes.start();
            int seed = 10;
            do {
                assertEquals("", user.write(0, 32 * MIB, ++seed));
                assertEquals(
                        "",
                        user.read(0, 32 * MIB, seed),
                        "vblade lives: " + vblades.get(0).isAlive());
            } while (changes.isAlive());
            assertEquals("", user.write(0, 32 * MIB, ++seed));
            assertEquals("", user.read(0, 32 * MIB, seed));
        }
    }

    @Test
    void doesNotWaitForTheClockWhenTheDiskDropsFrames() throws Exception {
        // vblade asks for room for 16 frames of the MTU that it finds when it starts.
        named();
        lan.mtu(StorageLan.DISKS, 9000);
        lan.mtu(StorageLan.HOST, 9000);
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            for (int seed = 1; seed < 4; seed++) {
                assertEquals("", user.write(0, 64 * MIB, seed));
                assertEquals("", user.read(0, 64 * MIB, seed));
            }
            long losses = user.target.losses();
            int silences = user.target.silences();
            System.out.printf("%d frames lost, silent %d times%n", losses, silences);
            assertTrue(losses > 0, "nothing was lost");
            assertTrue(silences < Math.max(5, losses / 4), "silent " + silences);
        }
    }

    @Test
    void goesOnWhenTheInterfaceIsBack() throws Exception {
        named();
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG)) {
            assertEquals("", user.write(0, MIB, 3));
            lan.inside("ip", "link", "set", StorageLan.HOST, "down");
            assertTrue(user.until(() -> !user.target.isPresent()));
            assertTrue(user.until(() -> user.target.trouble().contains("down")));
            lan.inside("ip", "link", "set", StorageLan.HOST, "up");
            assertEquals("", user.read(0, MIB, 3));
        }
    }

    @Test
    void looksForAnInterfaceThatIsMissing() {
        try (DiskUser user = new DiskUser("later", ADDRESS, NAME, LONG)) {
            assertFalse(user.until(user.target::isPresent, MOMENT));
            assertEquals(
                    "e1.0 on later cannot be reached: later: no such interface",
                    user.target.trouble());
            lan.inside("ip", "link", "set", StorageLan.HOST, "down");
            lan.inside("ip", "link", "set", StorageLan.HOST, "name", "later", "up");
            lan.export(ADDRESS, disk);
            renameOn("later", NAME);
            assertTrue(user.until(user.target::isPresent));
        }
    }

    @Test
    void isNotDisturbedByFramesOfOthers() throws Exception {
        named();
        lan.export(AoeAddress.parse("e1.1"), lan.disk("second", MIB));
        try (DiskUser user = new DiskUser(ADDRESS, NAME, LONG);
                Liar liar = new Liar(lan, ADDRESS)) {
            liar.start();
            for (int seed = 20; seed < 26; seed++) {
                assertEquals("", user.write(0, 16 * MIB, seed));
                assertEquals("", user.read(0, 16 * MIB, seed));
            }
            assertTrue(liar.told() > 1000, "told " + liar.told());
        }
    }

    private final java.util.List<Process> vblades =
            new java.util.concurrent.CopyOnWriteArrayList<>();

    private Process named() {
        Process vblade = export();
        name(vblade);
        return vblade;
    }

    private Process export() {
        Process vblade = lan.export(ADDRESS, disk);
        vblades.add(vblade);
        return vblade;
    }

    private void name(Process vblade) {
        assertTrue(vblade.isAlive());
        lan.enter();
        rename(NAME);
    }

    private static void rename(String name) {
        renameOn(StorageLan.HOST, name);
    }

    private static void renameOn(String interfaceName, String name) {
        try (AoeClient client = AoeClient.open(interfaceName)) {
            client.rename(ADDRESS, name, LONG);
        } catch (AoeException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(int mtu, String what, long nanos) {
        System.out.printf("MTU %d: %s of 64 MiB at %d MB/s%n", mtu, what, 64L * MIB * 1000 / nanos);
    }
}
