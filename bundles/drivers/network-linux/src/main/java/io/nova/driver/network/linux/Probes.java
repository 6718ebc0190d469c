package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.InterfaceId;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether guests answer ARP: the kernel asks its neighbours itself, three times within three
 * seconds, when it is told to doubt them, and says later what came of it. However many guests there
 * are, that is one command to ask them and one for each bridge to hear.
 */
final class Probes {

    /** The kernel asks, or is about to. */
    private static final Set<String> WAITING = Set.of("PROBE", "DELAY", "INCOMPLETE");

    private static final String FAILED = "FAILED";

    private final Commands commands;
    private final String ip;
    private final Path batch;
    private final Set<InterfaceId> asked = new HashSet<>();

    Probes(Commands commands, String ip, Path runDirectory) {
        this.commands = commands;
        this.ip = ip;
        batch = runDirectory.resolve("probes.ip");
    }

    /**
     * @param ports all of the host: whether any other was asked is forgotten
     * @param some those to ask
     */
    synchronized Map<InterfaceId, Boolean> probe(Collection<PortSpec> ports, Set<InterfaceId> some)
            throws InterruptedException {
        asked.retainAll(ports.stream().map(PortSpec::id).collect(Collectors.toSet()));
        Map<InterfaceId, Boolean> answers = new HashMap<>();
        List<String> questions = new ArrayList<>();
        Map<String, Map<String, String>> neighbours = new HashMap<>();
        for (PortSpec port : ports) {
            if (!some.contains(port.id())) {
                continue;
            }
            String bridge = Names.bridge(port.network());
            if (!neighbours.containsKey(bridge)) {
                neighbours.put(bridge, neighbours(bridge));
            }
            // One that went with its link is none that answers.
            String state =
                    neighbours
                            .getOrDefault(bridge, Map.of())
                            .getOrDefault(port.address().value(), FAILED);
            if (asked.contains(port.id()) && WAITING.contains(state)) {
                continue;
            }
            if (!asked.add(port.id())) {
                answers.put(port.id(), !state.equals(FAILED));
            }
            questions.add(
                    "neigh replace %s dev %s lladdr %s nud probe"
                            .formatted(port.address(), bridge, port.mac()));
        }
        ask(questions);
        return answers;
    }

    /** A bridge that is gone has none. */
    private Map<String, String> neighbours(String bridge) throws InterruptedException {
        Commands.Result shown =
                commands.attempt(List.of(ip, "-4", "-json", "neigh", "show", "dev", bridge));
        Map<String, String> states = new HashMap<>();
        if (!shown.failed() && !shown.output().isBlank()) {
            for (JsonNode neighbour : Json.tree(shown.output())) {
                states.put(
                        neighbour.path("dst").asText(),
                        neighbour.path("state").path(0).asText(FAILED));
            }
        }
        return states;
    }

    private void ask(List<String> questions) throws InterruptedException {
        if (!questions.isEmpty()) {
            WholeFiles.write(batch, String.join("\n", questions) + "\n", "rw-------");
            // One whose bridge is gone shall not keep the others from being asked.
            commands.attempt(List.of(ip, "-force", "-batch", "-"), batch);
        }
    }
}
