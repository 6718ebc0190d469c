package io.nova.aoe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a disk answers to a configuration query.
 *
 * @param mac the station that answered
 * @param buffers how many frames it can hold that it has not answered: the widest window
 * @param firmware its own version
 * @param sectors the most sectors that it takes in one frame, by its MTU at that moment
 * @param name its configuration string, which its owner gave it: up to 1,024 characters, each a
 *     byte (ISO 8859-1); empty where none is set
 */
public record TargetConfig(
        MacAddress mac, AoeAddress address, int buffers, int firmware, int sectors, String name) {

    /** Reads a reply without error, of which {@link Frames#isReply} holds. */
    static TargetConfig read(ByteBuffer frame, int at, int length) {
        int there = Math.min(frame.getShort(at + 30) & 0xFFFF, length - Frames.CONFIG_HEADER);
        byte[] string = new byte[Math.min(there, Frames.MAX_STRING)];
        frame.get(at + Frames.CONFIG_HEADER, string);
        return new TargetConfig(
                Frames.source(frame, at),
                Frames.address(frame, at),
                frame.getShort(at + 24) & 0xFFFF,
                frame.getShort(at + 26) & 0xFFFF,
                frame.get(at + 28) & 0xFF,
                new String(string, StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return "%s at %s, %d buffers, %d sectors, \"%s\""
                .formatted(address, mac, buffers, sectors, name);
    }
}
