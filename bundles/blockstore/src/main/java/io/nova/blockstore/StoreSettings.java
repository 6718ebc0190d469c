package io.nova.blockstore;

import io.nova.model.setting.SettingsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store needs to know.
 *
 * @param technology of the driver, which names its threads
 * @param directory of volumes and snapshots, absolute; of one driver alone
 * @param capacity room offered, in bytes; 0: what the file system has
 * @param reserved room of the file system that is kept from volumes, in bytes
 * @param wipe how much one call to delete wipes, in bytes
 * @param copy how long the copy for a snapshot may take
 */
public record StoreSettings(
        String technology, Path directory, long capacity, long reserved, long wipe, Duration copy) {

    private static final int MIB_SHIFT = 20;
    private static final long MOST_MIB = (1L << 43) - 1;

    /**
     * Reads them from a driver's settings, which have these names in every driver: {@code
     * directory}, {@code capacityMib}, {@code reservedMib}, {@code wipeMib} and {@code
     * copySeconds}.
     *
     * @throws IllegalArgumentException with the key, if a value is wrong
     */
    public static StoreSettings read(
            SettingsFile file,
            String technology,
            Supplier<@Nullable String> directory,
            LongSupplier capacityMib,
            LongSupplier reservedMib,
            IntSupplier wipeMib,
            IntSupplier copySeconds) {
        return new StoreSettings(
                technology,
                file.path("directory", directory),
                file.amount("capacityMib", capacityMib, 0, MOST_MIB) << MIB_SHIFT,
                file.amount("reservedMib", reservedMib, 0, MOST_MIB) << MIB_SHIFT,
                (long) file.atLeast("wipeMib", wipeMib, 1) << MIB_SHIFT,
                file.seconds("copySeconds", copySeconds, 1));
    }
}
