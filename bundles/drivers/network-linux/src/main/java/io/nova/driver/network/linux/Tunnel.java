package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.network.Ipv4;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A VXLAN device: what nobody has been heard of, and what is for all, goes to each of the other
 * hosts; where a guest is the kernel learns from what comes.
 */
final class Tunnel {

    /** Stands in the kernel's table for all guests that it does not know. */
    private static final String ANYONE = "00:00:00:00:00:00";

    private final Commands commands;
    private final Tools tools;
    private final Path batch;

    Tunnel(Commands commands, Tools tools, Path runDirectory) {
        this.commands = commands;
        this.tools = tools;
        batch = runDirectory.resolve("tunnel.ip");
    }

    /** Makes the device, on no bridge yet, or remakes one that is another. */
    void ensure(Uplink uplink, Underlay underlay, int mtu) throws InterruptedException {
        Optional<Device> found = Device.find(commands, tools.ip(), uplink.device());
        List<String> changes = new ArrayList<>();
        boolean same = found.isPresent() && isSame(found.get(), uplink, underlay);
        if (found.isPresent() && !same) {
            changes.add("link del " + uplink.device());
        }
        if (!same) {
            changes.add(
                    "link add %s mtu %d type vxlan id %d dstport %d local %s"
                            .formatted(
                                    uplink.device(),
                                    mtu,
                                    uplink.settings().vxlanId(),
                                    uplink.settings().vxlanPort(),
                                    underlay.address()));
        } else if (found.get().mtu() != mtu) {
            changes.add("link set %s mtu %d".formatted(uplink.device(), mtu));
        }
        perform(tools.ip(), changes);
    }

    /** Leads to the peers and to nobody else. */
    void flood(Uplink uplink, Ipv4 own) throws InterruptedException {
        Set<Ipv4> wanted = new TreeSet<>(uplink.peers());
        wanted.remove(own);
        Set<Ipv4> there = floods(uplink.device());
        List<String> changes = new ArrayList<>();
        for (Ipv4 peer : there) {
            if (!wanted.contains(peer)) {
                changes.add("fdb del %s dev %s dst %s".formatted(ANYONE, uplink.device(), peer));
            }
        }
        for (Ipv4 peer : wanted) {
            if (!there.contains(peer)) {
                changes.add("fdb append %s dev %s dst %s".formatted(ANYONE, uplink.device(), peer));
            }
        }
        perform(tools.bridge(), changes);
    }

    private Set<Ipv4> floods(String device) throws InterruptedException {
        Set<Ipv4> floods = new TreeSet<>();
        String shown = commands.run(List.of(tools.bridge(), "-json", "fdb", "show", "dev", device));
        for (JsonNode entry : Json.tree(shown.isBlank() ? "[]" : shown)) {
            if (entry.path("mac").asText().equals(ANYONE) && entry.has("dst")) {
                floods.add(new Ipv4(entry.path("dst").asText()));
            }
        }
        return floods;
    }

    private static boolean isSame(Device device, Uplink uplink, Underlay underlay) {
        return device.kind().equals("vxlan")
                && device.setting("id").equals("" + uplink.settings().vxlanId())
                && device.setting("port").equals("" + uplink.settings().vxlanPort())
                && device.setting("local").equals(underlay.address().value())
                && device.setting("learning").equals("true");
    }

    private void perform(String tool, List<String> changes) throws InterruptedException {
        if (!changes.isEmpty()) {
            WholeFiles.write(batch, String.join("\n", changes) + "\n", "rw-------");
            commands.run(List.of(tool, "-batch", "-"), batch);
        }
    }
}
