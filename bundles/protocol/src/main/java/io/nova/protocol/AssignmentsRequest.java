package io.nova.protocol;

import io.nova.model.HostId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for what a host should hold.
 *
 * @param knownVersion the version that the agent has whole and was told last; 0 if none
 * @param after where to go on with a further page, or empty
 * @param known the versions that the agent has whole, each of another manager: whoever answers
 *     finds its own
 * @param since the commit that a hint told of, which the answer is to contain; 0 if none
 */
public record AssignmentsRequest(
        HostId host, long knownVersion, String after, List<Long> known, long since) {

    public AssignmentsRequest(
            HostId host, long knownVersion, String after, @Nullable List<Long> known, long since) {
        this.host = host;
        this.knownVersion = knownVersion;
        this.after = after;
        // An agent of the release before knows of one manager alone.
        this.known = known == null ? List.of(knownVersion) : List.copyOf(known);
        this.since = since;
    }

    public AssignmentsRequest(HostId host, long knownVersion, String after) {
        this(host, knownVersion, after, List.of(knownVersion), 0);
    }
}
