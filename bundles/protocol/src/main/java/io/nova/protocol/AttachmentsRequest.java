package io.nova.protocol;

import io.nova.model.HostId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A question for the volumes of a host's guests.
 *
 * @param technology the name of a connector of the host; a manager of the release before knows of
 *     no other
 * @param initiator how the exporting side of that technology knows the host
 * @param after where to go on with a further page, or empty
 * @param connectors that are there now
 */
public record AttachmentsRequest(
        HostId host,
        String technology,
        String initiator,
        String after,
        List<Connector> connectors) {

    public AttachmentsRequest(
            HostId host,
            String technology,
            String initiator,
            String after,
            @Nullable List<Connector> connectors) {
        this.host = host;
        this.technology = technology;
        this.initiator = initiator;
        this.after = after;
        // A host of the release before has one connector.
        this.connectors =
                connectors == null
                        ? List.of(new Connector(technology, initiator))
                        : List.copyOf(connectors);
    }

    /**
     * A connector of the host.
     *
     * @param initiator how the exporting side of the technology knows the host
     */
    public record Connector(String technology, String initiator) {}

    /**
     * Returns the question of a host.
     *
     * @param initiators by the technologies of its connectors; not empty
     */
    public static AttachmentsRequest of(HostId host, Map<String, String> initiators, String after) {
        List<Connector> connectors =
                new TreeMap<>(initiators)
                        .entrySet().stream()
                                .map(one -> new Connector(one.getKey(), one.getValue()))
                                .toList();
        Connector first = connectors.get(0);
        return new AttachmentsRequest(
                host, first.technology(), first.initiator(), after, connectors);
    }

    /** Returns how exporting sides know the host, by their technologies. */
    public Map<String, String> initiators() {
        Map<String, String> initiators = new TreeMap<>();
        connectors.forEach(one -> initiators.put(one.technology(), one.initiator()));
        return initiators;
    }
}
