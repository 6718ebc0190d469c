package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.NetworkId;
import io.nova.spi.network.NetworkSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The networks' bridges with the gateways' addresses on them. */
final class Bridges {

    private final Commands commands;
    private final String ip;
    private final Path runDirectory;

    Bridges(Commands commands, String ip, Path runDirectory) {
        this.commands = commands;
        this.ip = ip;
        this.runDirectory = runDirectory;
    }

    /** Returns the kernel's number of the bridge; another one is another bridge. */
    Optional<Integer> find(NetworkId network) throws InterruptedException {
        return look(Names.bridge(network)).map(link -> link.path("ifindex").asInt());
    }

    /** Makes the bridge, or gives it what it lacks, and returns its number. */
    int ensure(NetworkSpec network) throws InterruptedException {
        String bridge = Names.bridge(network.id());
        List<String> changes = new ArrayList<>();
        Optional<JsonNode> found = look(bridge);
        if (found.isEmpty()) {
            changes.add(
                    "link add %s mtu %d address %s type bridge stp_state 0 forward_delay 0 mcast_snooping 0"
                            .formatted(bridge, network.mtu(), Names.bridgeMac(network.id())));
        } else {
            repair(network, found.get(), changes);
        }
        addresses(network, found, changes);
        if (found.isEmpty() || !has(found.get().path("flags"), "UP")) {
            changes.add("link set " + bridge + " up");
        }
        apply(bridge, changes);
        return look(bridge).orElseThrow().path("ifindex").asInt();
    }

    void remove(NetworkId network) throws InterruptedException {
        String bridge = Names.bridge(network);
        if (look(bridge).isPresent()) {
            commands.run(List.of(ip, "link", "del", bridge));
        }
        WholeFiles.delete(batch(bridge));
    }

    private static void repair(NetworkSpec network, JsonNode link, List<String> changes) {
        String bridge = Names.bridge(network.id());
        String mac = Names.bridgeMac(network.id()).value();
        if (!link.path("address").asText().equals(mac)) {
            changes.add("link set " + bridge + " address " + mac);
        }
        if (link.path("mtu").asInt() != network.mtu()) {
            changes.add("link set " + bridge + " mtu " + network.mtu());
        }
        JsonNode settings = link.path("linkinfo").path("info_data");
        if (settings.path("stp_state").asInt() != 0
                || settings.path("forward_delay").asInt() != 0
                || settings.path("mcast_snooping").asInt() != 0) {
            changes.add(
                    "link set "
                            + bridge
                            + " type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
        }
    }

    private static void addresses(
            NetworkSpec network, Optional<JsonNode> link, List<String> changes) {
        String bridge = Names.bridge(network.id());
        String wanted = network.gateway() + "/" + network.cidr().prefixLength();
        boolean there = false;
        if (link.isPresent()) {
            for (JsonNode address : link.get().path("addr_info")) {
                String has = address.path("local").asText() + "/" + address.path("prefixlen");
                there |= has.equals(wanted);
                if (address.path("family").asText().equals("inet") && !has.equals(wanted)) {
                    changes.add("addr del " + has + " dev " + bridge);
                }
            }
        }
        if (!there) {
            // After what goes: with the first address of a range the kernel drops the others.
            changes.add(
                    "addr add %s broadcast %s dev %s"
                            .formatted(wanted, network.cidr().broadcast(), bridge));
        }
    }

    private void apply(String bridge, List<String> changes) throws InterruptedException {
        if (!changes.isEmpty()) {
            Path batch = batch(bridge);
            WholeFiles.write(batch, String.join("\n", changes) + "\n", "rw-------");
            commands.run(List.of(ip, "-batch", "-"), batch);
        }
    }

    private Path batch(String bridge) {
        return runDirectory.resolve(bridge + ".ip");
    }

    private Optional<JsonNode> look(String bridge) throws InterruptedException {
        Commands.Result result =
                commands.attempt(List.of(ip, "-details", "-json", "address", "show", bridge));
        // The tool's only way to say that there is no such device.
        return result.failed() ? Optional.empty() : Optional.of(Json.tree(result.output()).path(0));
    }

    private static boolean has(JsonNode list, String text) {
        for (JsonNode item : list) {
            if (item.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
