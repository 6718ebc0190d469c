package io.nova.aoe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a disk says of itself in ATA IDENTIFY DEVICE.
 *
 * @param sectors its length in sectors of 512 bytes
 * @param model its model, as vblade says it: {@code Coraid EtherDrive vblade}
 */
public record DiskIdentity(long sectors, String model) {

    /** Reads the 512 bytes: ATA's words are little-endian, its strings have their bytes swapped. */
    static DiskIdentity read(ByteBuffer data, int at) {
        long sectors = 0;
        for (int i = 7; i >= 0; i--) {
            sectors = sectors << 8 | (data.get(at + 200 + i) & 0xFF);
        }
        byte[] model = new byte[40];
        for (int i = 0; i < model.length; i++) {
            model[i] = data.get(at + 54 + (i ^ 1));
        }
        return new DiskIdentity(sectors, new String(model, StandardCharsets.US_ASCII).strip());
    }
}
