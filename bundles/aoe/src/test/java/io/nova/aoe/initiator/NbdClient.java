package io.nova.aoe.initiator;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that asks for what QEMU never would, too. */
final class NbdClient implements AutoCloseable {

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long size;
    private long cookie = 1;

    NbdClient(Path socket, String name) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(Channels.newOutputStream(channel));
        in.readNBytes(18);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeInt(3);
        out.writeLong(Nbd.IHAVEOPT);
        out.writeInt(Nbd.OPT_GO);
        out.writeInt(6 + bytes.length);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.writeShort(0);
        int type;
        do {
            in.readLong();
            in.readInt();
            type = in.readInt();
            byte[] data = in.readNBytes(in.readInt());
            if (type == Nbd.REP_INFO && data[1] == Nbd.INFO_EXPORT) {
                size = ByteBuffer.wrap(data, 2, 8).getLong();
            }
        } while (type == Nbd.REP_INFO);
        if (type != Nbd.REP_ACK) {
            throw new EOFException("refused: " + Integer.toHexString(type));
        }
    }

    long size() {
        return size;
    }

    byte[] read(long offset, int length) throws IOException {
        request(0, Nbd.CMD_READ, offset, length);
        require(answer());
        return in.readNBytes(length);
    }

    int write(long offset, byte[] bytes, int flags) throws IOException {
        request(flags, Nbd.CMD_WRITE, offset, bytes.length);
        out.write(bytes);
        return answer();
    }

    /** Asks for anything without data; returns its error. */
    int ask(int command, long offset, int length) throws IOException {
        request(0, command, offset, length);
        return answer();
    }

    void request(int flags, int command, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Nbd.REQUEST_LENGTH);
        bytes.putInt(Nbd.REQUEST).putShort((short) flags).putShort((short) command);
        bytes.putLong(++cookie).putLong(offset).putInt(length);
        out.write(bytes.array());
    }

    private int answer() throws IOException {
        if (in.readInt() != Nbd.SIMPLE_REPLY) {
            throw new EOFException("no reply");
        }
        int error = in.readInt();
        if (in.readLong() != cookie) {
            throw new EOFException("another's reply");
        }
        return error;
    }

    private static void require(int error) throws IOException {
        if (error != 0) {
            throw new IOException("error " + error);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
