package io.nova.protocol;

import java.util.List;

/** All root disks that a host should copy now; what is not in it is of no use any longer. */
public record Captures(List<CaptureAssignment> captures) {

    /** The most of an answer, so that it fits a message; the others come when these are done. */
    public static final int MOST = 100;

    public Captures {
        captures = List.copyOf(captures);
    }
}
