package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.network.Ipv4;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's devices and its addresses, and the way outside. */
final class HostLinks {

    private static final Logger LOG = LoggerFactory.getLogger(HostLinks.class);
    private static final String LOOPBACK = "lo";

    private final Commands commands;
    private final Tools tools;
    private final String configured;
    private final Path batch;

    /**
     * @param configured the device that leads outside; empty for that of the default route
     */
    HostLinks(Commands commands, Tools tools, String configured, Path runDirectory) {
        this.commands = commands;
        this.tools = tools;
        this.configured = configured;
        batch = runDirectory.resolve("links.ip");
    }

    /**
     * Returns the device that leads outside; without any, the loopback: there the host finds the
     * addresses, and whoever has a route to it.
     */
    String external() throws InterruptedException {
        if (!configured.isEmpty()) {
            return configured;
        }
        return way().orElse(LOOPBACK);
    }

    /** Returns the device of the default route. */
    Optional<String> way() throws InterruptedException {
        String routes =
                commands.run(List.of(tools.ip(), "-4", "-json", "route", "show", "default"));
        String device = Json.tree(routes).path(0).path("dev").asText();
        return device.isEmpty() ? Optional.empty() : Optional.of(device);
    }

    /** Returns all addresses of the host with their devices. */
    Map<Ipv4, String> addresses() throws InterruptedException {
        Map<Ipv4, String> all = new HashMap<>();
        String shown = commands.run(List.of(tools.ip(), "-4", "-json", "address", "show"));
        for (JsonNode link : Json.tree(shown)) {
            for (JsonNode address : link.path("addr_info")) {
                String local = address.path("local").asText();
                if (!local.isEmpty()) {
                    all.put(new Ipv4(local), link.path("ifname").asText());
                }
            }
        }
        return all;
    }

    /** Makes changes in the words of ip. */
    void change(List<String> changes) throws InterruptedException {
        if (!changes.isEmpty()) {
            WholeFiles.write(batch, String.join("\n", changes) + "\n", "rw-------");
            commands.run(List.of(tools.ip(), "-batch", "-"), batch);
        }
    }

    /** Tells the neighbours outside where these addresses are now. */
    void announce(String device, Collection<Ipv4> addresses) throws InterruptedException {
        if (device.equals(LOOPBACK)) {
            return;
        }
        for (Ipv4 address : addresses) {
            if (tools.arping().isEmpty()) {
                LOG.warn("No arping here: neighbours learn late that {} is on this host", address);
            } else {
                // It fails if nobody answers, as nobody should.
                commands.attempt(
                        List.of(
                                tools.arping(),
                                "-U",
                                "-c",
                                "1",
                                "-w",
                                "1",
                                "-I",
                                device,
                                address.value()));
            }
        }
    }

    /**
     * Lets those of the guests' devices that are there send to where it came from: a guest may open
     * a connection to its own public address.
     */
    void reflect(List<String> devices) throws InterruptedException {
        if (devices.isEmpty()) {
            return;
        }
        List<String> changes = new ArrayList<>();
        String shown =
                commands.run(
                        List.of(
                                tools.ip(),
                                "-details",
                                "-json",
                                "link",
                                "show",
                                "type",
                                "bridge_slave"));
        for (JsonNode link : Json.tree(shown.isBlank() ? "[]" : shown)) {
            String name = link.path("ifname").asText();
            JsonNode port = link.path("linkinfo").path("info_slave_data");
            if (devices.contains(name) && !port.path("hairpin").asBoolean()) {
                changes.add("link set dev " + name + " type bridge_slave hairpin on");
            }
        }
        change(changes);
    }
}
