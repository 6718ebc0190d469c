package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.protocol.CaptureAssignment;
import java.nio.file.Path;
import java.util.List;

/** What a host that copies disks says to the image managers. Each call blocks. */
interface CaptureLink {

    /**
     * Returns what is to be copied.
     *
     * @throws DriverException {@code UNREACHABLE} if nobody tells
     */
    List<CaptureAssignment> asked() throws InterruptedException;

    /**
     * Tells that the root disk was copied and the guest is as it was then; returns whether its
     * volumes are kept too, so that it may go on.
     *
     * @throws DriverException {@code UNREACHABLE} if nobody tells
     */
    boolean volumesKept(CaptureAssignment capture) throws InterruptedException;

    /**
     * Uploads the copy, and tells that it is there; when this returns, that is committed.
     *
     * @throws DriverException {@code UNREACHABLE} if it must be tried again
     */
    void send(CaptureAssignment capture, Path copy) throws InterruptedException;

    /** Tells that there will be no copy; throws as {@link #send} does. */
    void failed(CaptureAssignment capture, String why) throws InterruptedException;
}
