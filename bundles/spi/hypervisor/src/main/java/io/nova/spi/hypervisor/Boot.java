package io.nova.spi.hypervisor;

import java.nio.file.Path;
import java.util.Optional;

/** What a guest starts with. */
public sealed interface Boot {

    /** The firmware boots the root disk. */
    record Disk() implements Boot {}

    /**
     * The hypervisor loads a kernel.
     *
     * @param commandLine what follows the hypervisor's own arguments, for example {@code
     *     root=/dev/vda console=ttyS0}
     */
    record Kernel(Path kernel, Optional<Path> ramdisk, String commandLine) implements Boot {}
}
