package io.nova.spi.volume;

import io.nova.model.DriverException;
import io.nova.model.SnapshotId;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: tells where two snapshots of a volume differ, so that only that need be kept again. */
@ConsumerType
public interface ChangedRanges {

    /**
     * Returns ranges outside of which the later snapshot is as the earlier; in order, apart from
     * each other, and never beyond the later one's size.
     *
     * @throws DriverException {@code BROKEN} if they are not snapshots of one volume
     */
    List<Range> changed(SnapshotId earlier, SnapshotId later) throws InterruptedException;

    /** A range of bytes. */
    record Range(long offset, long length) {}
}
