package io.nova.driver.volume.aoe;

import io.nova.aoe.AoeAddress;
import io.nova.aoe.MacAddress;
import io.nova.blockstore.Processes.Found;
import io.nova.model.VolumeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One {@code vblade}: serves a volume at an address to some Ethernet addresses. It belongs to the
 * host, not to the JVM, and is known by its argument vector, which says all that it does: for
 * another size or others who may connect there is another.
 *
 * @param device that it serves on
 * @param bytes of the volume; vblade looks at a file's size no more after its start
 * @param allowed who is answered at all, in order; without one it would answer everybody
 */
record Vblade(
        Path program,
        VolumeId volume,
        AoeAddress address,
        String device,
        List<MacAddress> allowed,
        Path file,
        long bytes,
        int buffers,
        boolean sync) {

    private static final int SECTOR = 512;

    Vblade {
        allowed = List.copyOf(allowed);
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException("would serve everybody: " + volume);
        }
    }

    List<String> argv() {
        List<String> argv = new ArrayList<>();
        argv.add(program.toString());
        argv.addAll(List.of("-b", Integer.toString(buffers)));
        if (sync) {
            // It has no answer to a flush but yes.
            argv.add("-s");
        }
        argv.addAll(List.of("-l", Long.toString(bytes / SECTOR)));
        // One option each: of a list vblade cuts its own arguments into pieces.
        allowed.forEach(mac -> argv.addAll(List.of("-m", mac.toString())));
        argv.addAll(
                List.of(
                        Integer.toString(address.shelf()),
                        Integer.toString(address.slot()),
                        device,
                        file.toString()));
        return argv;
    }

    /** Finds its process among others. */
    Optional<Found> among(List<Found> processes) {
        List<String> argv = argv();
        return processes.stream().filter(process -> process.argv().equals(argv)).findFirst();
    }

    /** Returns what a process of vblade serves at; empty if that is no address. */
    static Optional<AoeAddress> addressOf(Found process) {
        int words = process.argv().size();
        try {
            return words < 5
                    ? Optional.empty()
                    : Optional.of(
                            new AoeAddress(
                                    Integer.parseInt(process.argv().get(words - 4)),
                                    Integer.parseInt(process.argv().get(words - 3))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
