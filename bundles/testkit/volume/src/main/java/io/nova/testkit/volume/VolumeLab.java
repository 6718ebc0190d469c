package io.nova.testkit.volume;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A volume host and its compute hosts, real or pretended. */
public interface VolumeLab {

    /** Puts another driver object on the volume host; earlier ones may still be there. */
    VolumeDriver open() throws Exception;

    /** Puts another connector object on a compute host, {@code one} or {@code two}. */
    VolumeConnector connector(HostId host) throws Exception;

    /** Takes a driver or connector object off its host as a hot swap does. */
    void close(Object driver) throws Exception;

    /** Restarts the volume host: whatever is not durable is lost. */
    void restart() throws Exception;

    /** Writes as a guest of the compute host does, until it is durable. */
    void write(HostId host, String source, long offset, byte[] bytes) throws IOException;

    /** Reads as a guest of the compute host does. */
    byte[] read(HostId host, String source, long offset, int length) throws IOException;

    /** Tells whether the raw store of the volume host holds the bytes anywhere. */
    boolean storeHolds(byte[] bytes) throws Exception;

    /** Lists everything that the volume host has of the volume: files, processes, exports. */
    List<String> traces(VolumeId volume) throws Exception;

    /** Returns the abilities that the driver must have beside its service. */
    Set<Class<?>> abilities();

    /** Ends whatever the lab made. */
    void end() throws Exception;
}
