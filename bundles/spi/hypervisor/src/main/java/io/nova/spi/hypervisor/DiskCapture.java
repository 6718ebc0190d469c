package io.nova.spi.hypervisor;

import io.nova.model.InstanceId;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: copies a guest's root disk, consistently so far as the guest helps. */
@ConsumerType
public interface DiskCapture {

    /**
     * Writes a copy of the root disk to a new file, whole and without a backing file, in qcow2. The
     * guest goes on running. If it fails or is interrupted no file stays.
     */
    void capture(InstanceId instance, Path file) throws InterruptedException;
}
