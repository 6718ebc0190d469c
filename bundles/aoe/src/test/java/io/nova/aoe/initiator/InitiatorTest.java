package io.nova.aoe.initiator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.AoeClient;
import io.nova.aoe.AoeException;
import io.nova.aoe.AoeException.Kind;
import io.nova.aoe.InitiatorClient;
import io.nova.aoe.InitiatorClient.Served;
import io.nova.aoe.StorageLan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, with real vblades on its one side and real NBD clients on the other. */
class InitiatorTest {

    private static final String VOLUME = "vol-00000001";
    private static final AoeAddress ADDRESS = AoeAddress.parse("e1.0");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int MIB = 1 << 20;

    @TempDir Path directory;
    private StorageLan lan;
    private Path disk;
    private Initiator initiator;

    @BeforeEach
    void plugIn() {
        lan = new StorageLan(directory);
        disk = lan.disk("disk", 128 * MIB);
        initiator = new Initiator(lan, directory, Duration.ofSeconds(60));
    }

    @AfterEach
    void unplug() {
        if (initiator != null) {
            initiator.close();
        }
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void servesAVolumeToQemu() throws Exception {
        named();
        try (InitiatorClient client = initiator.client()) {
            assertEquals("test", client.release());
            assertEquals(initiator.socket(VOLUME), add(client));
            assertEquals(
                    List.of(
                            new Served(
                                    VOLUME,
                                    ADDRESS,
                                    StorageLan.HOST,
                                    false,
                                    128 * MIB / 512,
                                    0,
                                    true,
                                    initiator.socket(VOLUME),
                                    "")),
                    client.list());
        }
        assertEquals(
                "rw-rw----",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(initiator.socket(VOLUME))));
        String said =
                initiator.qemuIo(
                        VOLUME,
                        "",
                        "write -P 7 0 48M",
                        "write -f -P 8 1M 4k",
                        "flush",
                        "read -P 7 0 1M",
                        "read -P 8 1M 4k",
                        "read -P 7 1052672 46M",
                        "read -P 0 64M 16M");
        assertTrue(said.endsWith("code 0") && !said.contains("failed"), said);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
            file.seek(MIB);
            assertEquals(8, file.read());
        }
    }

    @Test
    void answersEveryRequestRight() throws Exception {
        named();
        serve();
        byte[] model = new byte[MIB];
        Random random = new Random(5);
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            assertEquals(128 * MIB, client.size());
            for (int i = 0; i < 400; i++) {
                int length = 1 + random.nextInt(i % 4 == 0 ? Nbd.MAX_REQUEST : 3000);
                int offset = random.nextInt(model.length - length);
                if (i % 5 == 0) {
                    offset &= ~511;
                    length = (length + 511) & ~511;
                    length = Math.min(length, Nbd.MAX_REQUEST);
                    length = Math.min(length, model.length - offset);
                }
                if (random.nextBoolean()) {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    System.arraycopy(bytes, 0, model, offset, length);
                    assertEquals(0, client.write(offset, bytes, random.nextInt(2)));
                } else {
                    assertArrayEquals(
                            Arrays.copyOfRange(model, offset, offset + length),
                            client.read(offset, length),
                            "%d at %d".formatted(length, offset));
                }
            }
            assertEquals(0, client.ask(Nbd.CMD_FLUSH, 0, 0));
        }
        byte[] file = new byte[MIB];
        try (RandomAccessFile there = new RandomAccessFile(disk.toFile(), "r")) {
            there.readFully(file);
        }
        assertArrayEquals(model, file);
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        named();
        serve();
        long size = 128 * MIB;
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), "")) {
            assertEquals(Nbd.ENOTSUP, client.ask(Nbd.CMD_TRIM, 0, 4096));
            assertEquals(Nbd.ENOTSUP, client.ask(Nbd.CMD_WRITE_ZEROES, 0, 4096));
            assertEquals(Nbd.EINVAL, client.ask(99, 0, 4096));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, size, 512));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, size - 511, 512));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, -512, 512));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, Long.MAX_VALUE - 5, 512));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, 0, 0));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, 0, Nbd.MAX_REQUEST + 1));
            assertEquals(Nbd.EINVAL, client.ask(Nbd.CMD_READ, 0, -1));
            assertEquals(Nbd.ENOSPC, client.write(size - 1, new byte[2], 0));
            assertEquals(Nbd.EINVAL, client.write(0, new byte[Nbd.MAX_REQUEST + 1], 0));
            assertEquals(0, client.write(size - 1, new byte[1], 0));
        }
        assertThrows(
                IOException.class, () -> new NbdClient(initiator.socket(VOLUME), "vol-2").close());
    }

    @Test
    void servesReadOnly() throws Exception {
        lan.export(ADDRESS, disk, "-r");
        name();
        try (InitiatorClient client = initiator.client()) {
            client.add(VOLUME, ADDRESS, StorageLan.HOST, true, LONG);
        }
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            assertEquals(Nbd.EPERM, client.write(0, new byte[512], 0));
            assertArrayEquals(new byte[512], client.read(0, 512));
        }
        // An export that is read-only although nobody said so.
        try (InitiatorClient client = initiator.client()) {
            until(() -> users() == 0);
            client.add(VOLUME, ADDRESS, StorageLan.HOST, false, LONG);
        }
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            assertEquals(Nbd.EIO, client.write(0, new byte[512], 0));
            assertArrayEquals(new byte[512], client.read(0, 512));
        }
    }

    @Test
    void addsNoDiskButTheOneThatIsMeant() throws Exception {
        try (InitiatorClient client = initiator.client()) {
            assertEquals(Kind.TIMEOUT, refusal(() -> add(client, SHORT)));
            Process vblade = lan.export(ADDRESS, disk, "-m", "020000000099");
            assertEquals(Kind.TIMEOUT, refusal(() -> add(client, SHORT)), "masked");
            StorageLan.kill(vblade);
            vblade = lan.export(ADDRESS, disk);
            assertEquals(Kind.WRONG_TARGET, refusal(() -> add(client, SHORT)), "no name");
            rename("vol-other");
            assertEquals(Kind.WRONG_TARGET, refusal(() -> add(client, SHORT)));
            rename(VOLUME);
            Process second = lan.export(ADDRESS, lan.disk("second", MIB));
            assertEquals(Kind.DUPLICATE, refusal(() -> add(client, SHORT)));
            StorageLan.kill(second);
            assertEquals(
                    Kind.INTERFACE,
                    refusal(() -> client.add(VOLUME, ADDRESS, "nowhere", false, SHORT)));
            assertEquals(List.of(), client.list());
            assertThrows(
                    IOException.class,
                    () -> client.add("../etc", ADDRESS, StorageLan.HOST, false, SHORT));
            String mac = client.mac(StorageLan.HOST).toString();
            StorageLan.kill(vblade);
            lan.export(ADDRESS, disk, "-m", mac.replace(":", ""));
            name();
            add(client);
            add(client);
            assertEquals(1, client.list().size());
        }
    }

    @Test
    void endsAVolumeThatNobodyHasOpen() throws Exception {
        named();
        serve();
        try (InitiatorClient client = initiator.client()) {
            try (NbdClient user = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
                assertEquals(0, user.write(0, new byte[512], 0));
                assertEquals(Kind.BUSY, refusal(() -> client.remove(VOLUME)));
                assertEquals(Kind.BUSY, refusal(client::stop));
                assertEquals(
                        Kind.BUSY,
                        refusal(
                                () ->
                                        client.add(
                                                VOLUME,
                                                AoeAddress.parse("e1.9"),
                                                StorageLan.HOST,
                                                false,
                                                SHORT)));
                assertEquals(1, client.list().get(0).users());
            }
            until(() -> users() == 0);
            client.remove(VOLUME);
            client.remove(VOLUME);
            assertEquals(List.of(), client.list());
            assertFalse(Files.exists(initiator.socket(VOLUME)));
            initiator.restart();
        }
        try (InitiatorClient client = initiator.client()) {
            assertEquals(List.of(), client.list());
        }
    }

    @Test
    void losesNothingWhenTheDiskIsKilled() throws Exception {
        Process vblade = named();
        serve();
        CompletableFuture<String> writing =
                CompletableFuture.supplyAsync(
                        () ->
                                initiator.qemuIo(
                                        VOLUME, "", "write -P 9 0 100M", "read -P 9 0 100M"));
        until(() -> wasWritten(20 * MIB));
        StorageLan.kill(vblade);
        TimeUnit.MILLISECONDS.sleep(1000);
        assertFalse(writing.isDone(), "it waits");
        named();
        String said = writing.get(60, TimeUnit.SECONDS);
        assertTrue(said.endsWith("code 0") && !said.contains("failed"), said);
    }

    @Test
    void servesTheSameAfterItWasKilled() throws Exception {
        named();
        serve();
        CompletableFuture<String> writing =
                CompletableFuture.supplyAsync(
                        () ->
                                initiator.qemuIo(
                                        VOLUME,
                                        ",reconnect-delay=30",
                                        "write -P 9 0 100M",
                                        "flush",
                                        "read -P 9 0 100M"));
        until(() -> wasWritten(20 * MIB));
        initiator.restart();
        String said = writing.get(60, TimeUnit.SECONDS);
        assertTrue(said.endsWith("code 0") && !said.contains("failed"), said + initiator.log());
        try (InitiatorClient client = initiator.client()) {
            assertEquals(VOLUME, client.list().get(0).volume());
        }
    }

    @Test
    void servesAgainWhatItsDiskIsMissingOf() throws Exception {
        Process vblade = named();
        serve();
        initiator.kill();
        StorageLan.kill(vblade);
        initiator.restart();
        try (InitiatorClient client = initiator.client()) {
            until(() -> trouble(client).contains("not"));
            assertFalse(client.list().get(0).isPresent());
            CompletableFuture<byte[]> reading =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (NbdClient user =
                                        new NbdClient(initiator.socket(VOLUME), VOLUME)) {
                                    return user.read(0, 512);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            until(() -> users() == 1);
            named();
            assertArrayEquals(new byte[512], reading.get(30, TimeUnit.SECONDS));
            until(() -> trouble(client).isEmpty());
        }
    }

    @Test
    void failsARequestAfterTheDeadlineOnly() throws Exception {
        initiator.close();
        initiator = new Initiator(lan, directory.resolve("short"), Duration.ofSeconds(2));
        Process vblade = named();
        serve();
        StorageLan.kill(vblade);
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            long begin = System.nanoTime();
            assertEquals(Nbd.EIO, client.write(0, new byte[512], 0));
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(took >= 2000 && took < 10_000, took + " ms");
            assertTrue(initiator.log().contains("write of 512 bytes at 0 failed"), initiator.log());
            named();
            assertEquals(0, client.write(0, new byte[512], 0));
        }
    }

    @Test
    void hearsOthersWhileOneDoesNotListen() throws Exception {
        named();
        serve();
        try (NbdClient deaf = new NbdClient(initiator.socket(VOLUME), VOLUME);
                NbdClient second = new NbdClient(initiator.socket(VOLUME), VOLUME);
                NbdClient third = new NbdClient(initiator.socket(VOLUME), VOLUME);
                NbdClient fourth = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            for (int i = 0; i < 200; i++) {
                deaf.request(0, Nbd.CMD_READ, 0, Nbd.MAX_REQUEST);
            }
            for (int i = 0; i < 50; i++) {
                assertEquals(0, second.write(7, new byte[512], 0));
                assertEquals(4096, third.read(i * 4096L, 4096).length);
            }
            assertEquals(0, fourth.ask(Nbd.CMD_FLUSH, 0, 0));
            assertThrows(
                    IOException.class,
                    () -> new NbdClient(initiator.socket(VOLUME), VOLUME).close(),
                    "a fifth");
        }
        until(() -> users() == 0);
        assertEquals(512, read());
    }

    @Test
    void servesManyAtOnce() throws Exception {
        int many = 12;
        List<CompletableFuture<String>> guests = new java.util.ArrayList<>();
        try (InitiatorClient client = initiator.client();
                AoeClient names = AoeClient.open(StorageLan.HOST)) {
            for (int i = 0; i < many; i++) {
                AoeAddress address = new AoeAddress(2, i);
                lan.export(address, lan.disk("disk" + i, 16 * MIB));
                names.rename(address, "vol-" + i, LONG);
                client.add("vol-" + i, address, StorageLan.HOST, false, LONG);
            }
            assertEquals(many, client.list().size());
            for (int i = 0; i < many; i++) {
                String volume = "vol-" + i;
                String pattern = Integer.toString(i + 1);
                guests.add(
                        CompletableFuture.supplyAsync(
                                () ->
                                        initiator.qemuIo(
                                                volume,
                                                "",
                                                "write -P " + pattern + " 0 16M",
                                                "read -P " + pattern + " 0 16M")));
            }
            for (CompletableFuture<String> guest : guests) {
                String said = guest.get(120, TimeUnit.SECONDS);
                assertTrue(said.endsWith("code 0") && !said.contains("failed"), said);
            }
        }
        for (int i = 0; i < many; i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("disk" + i).toFile(), "r")) {
                file.seek(8 * MIB);
                assertEquals(i + 1, file.read());
            }
        }
    }

    @Test
    void saysWhatIsWrongWithACommand() throws Exception {
        for (String line :
                new String[] {
                    "",
                    "add",
                    "add v e1.0 host rw",
                    "list all",
                    "nonsense",
                    "mac a b",
                    "x".repeat(4000)
                }) {
            try (var channel =
                    java.nio.channels.SocketChannel.open(
                            java.net.UnixDomainSocketAddress.of(
                                    directory.resolve("run/control.sock")))) {
                var in =
                        new java.io.BufferedReader(
                                java.nio.channels.Channels.newReader(
                                        channel, java.nio.charset.StandardCharsets.UTF_8));
                assertEquals(Control.HELLO + "test", in.readLine());
                channel.write(
                        java.nio.ByteBuffer.wrap(
                                (line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                String answer = in.readLine();
                assertTrue(
                        line.isEmpty() ? answer == null : answer.startsWith("error INVALID "),
                        line + ": " + answer);
            }
        }
        try (InitiatorClient client = initiator.client()) {
            assertEquals(List.of(), client.list());
        }
    }

    @Test
    void runsOnceForAState() throws Exception {
        Process second = initiator.start();
        assertTrue(second.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Main.RUNS_ALREADY, second.exitValue());
        try (InitiatorClient client = initiator.client()) {
            client.stop();
        }
        until(() -> !ProcessHandle.of(initiator.pid()).map(ProcessHandle::isAlive).orElse(false));
        initiator.restart();
    }

    private Process named() {
        Process vblade = lan.export(ADDRESS, disk);
        name();
        return vblade;
    }

    private static void name() {
        rename(VOLUME);
    }

    private static void rename(String name) {
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            client.rename(ADDRESS, name, LONG);
        } catch (AoeException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve() throws Exception {
        try (InitiatorClient client = initiator.client()) {
            add(client);
        }
    }

    private static Path add(InitiatorClient client) throws IOException, InterruptedException {
        return add(client, LONG);
    }

    private static Path add(InitiatorClient client, Duration wait)
            throws IOException, InterruptedException {
        return client.add(VOLUME, ADDRESS, StorageLan.HOST, false, wait);
    }

    private int read() throws IOException {
        try (NbdClient client = new NbdClient(initiator.socket(VOLUME), VOLUME)) {
            return client.read(0, 512).length;
        }
    }

    private int users() {
        try (InitiatorClient client = initiator.client()) {
            return client.list().get(0).users();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String trouble(InitiatorClient client) {
        try {
            return client.list().get(0).trouble();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean wasWritten(long offset) {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
            file.seek(offset);
            return file.read() == 9;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Kind refusal(org.junit.jupiter.api.function.Executable command) {
        return assertThrows(AoeException.class, command).kind();
    }

    private static void until(BooleanSupplier fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.onSpinWait();
        }
    }
}
