package io.nova.testkit.volume;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Uses a volume as QEMU does for a guest, at a source as the connector gives it. */
public final class NbdClient implements AutoCloseable {

    private static final long OPTION = 0x49484156454f5054L;
    private static final int GO = 7;
    private static final int INFO = 3;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int FLUSH = 3;
    private static final int WRITE_ZEROES = 6;
    private static final int REQUEST = 0x25609513;
    private static final int REPLY = 0x67446698;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long size;

    private NbdClient(Path socket, String name) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(Channels.newOutputStream(channel));
        try {
            negotiate(name);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects.
     *
     * @param source {@code nbd+unix:///NAME?socket=PATH}
     */
    public static NbdClient open(String source) throws IOException {
        URI uri = URI.create(source);
        if (!"nbd+unix".equals(uri.getScheme())) {
            throw new IOException("not NBD: " + source);
        }
        return new NbdClient(
                Path.of(uri.getQuery().substring("socket=".length())), uri.getPath().substring(1));
    }

    /** Returns the size that the server told, in bytes. */
    public long size() {
        return size;
    }

    /** Reads a range. */
    public byte[] read(long offset, int length) throws IOException {
        request(READ, offset, length);
        answer();
        return in.readNBytes(length);
    }

    /** Writes a range; it is durable after a {@link #flush}. */
    public void write(long offset, byte[] bytes) throws IOException {
        request(WRITE, offset, bytes.length);
        out.write(bytes);
        answer();
    }

    /** Gives a range back. */
    public void writeZeroes(long offset, int length) throws IOException {
        request(WRITE_ZEROES, offset, length);
        answer();
    }

    /** Returns when everything that was written is durable. */
    public void flush() throws IOException {
        request(FLUSH, 0, 0);
        answer();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void negotiate(String name) throws IOException {
        in.readNBytes(18);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.writeInt(3);
        out.writeLong(OPTION);
        out.writeInt(GO);
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
            if (type == INFO && data.length >= 10 && data[1] == 0) {
                size = java.nio.ByteBuffer.wrap(data, 2, 8).getLong();
            } else if (type < 0) {
                throw new IOException("refused: " + new String(data, StandardCharsets.UTF_8));
            }
        } while (type != 1);
    }

    private void request(int type, long offset, int length) throws IOException {
        out.writeInt(REQUEST);
        out.writeShort(0);
        out.writeShort(type);
        out.writeLong(1);
        out.writeLong(offset);
        out.writeInt(length);
    }

    private void answer() throws IOException {
        if (in.readInt() != REPLY) {
            throw new EOFException("no reply");
        }
        int error = in.readInt();
        in.readLong();
        if (error != 0) {
            throw new IOException("error " + error);
        }
    }
}
