package io.nova.aoe;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends replies that nobody asked for, from the disks' end, as fast as it can: of any tag, with any
 * status, cut short, and from another station.
 */
final class Liar extends Thread implements AutoCloseable {

    private static final int LENGTH = 1060;

    private final StorageLan lan;
    private final AoeAddress address;
    private final AtomicLong told = new AtomicLong();
    private volatile boolean ended;

    Liar(StorageLan lan, AoeAddress address) {
        this.lan = lan;
        this.address = address;
    }

    long told() {
        return told.get();
    }

    @Override
    public void run() {
        lan.enter();
        Random random = new Random(1);
        try (PacketSocket socket = PacketSocket.open(StorageLan.DISKS, AoeAddress.ALL);
                Block block = new Block(LENGTH)) {
            while (!ended) {
                Frames.header(
                        block.bytes(),
                        0,
                        MacAddress.BROADCAST,
                        random.nextInt(4) == 0
                                ? MacAddress.parse("02:00:00:00:00:77")
                                : socket.mac(),
                        address,
                        Frames.COMMAND_ATA,
                        (random.nextInt() & 0x7FFF_FF00) | random.nextInt(20));
                block.bytes().put(14, (byte) (0x18 | (random.nextInt(8) == 0 ? 4 : 0)));
                block.bytes().put(27, (byte) (random.nextBoolean() ? 0x40 : 0x41));
                int length = random.nextInt(4) == 0 ? 24 + random.nextInt(40) : LENGTH;
                socket.queue(block.address(), length, 0, 0);
                socket.flush();
                told.incrementAndGet();
                Thread.onSpinWait();
            }
        } catch (AoeException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        join();
    }
}
