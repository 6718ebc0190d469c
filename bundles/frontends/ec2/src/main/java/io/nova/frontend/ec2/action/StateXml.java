package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceStateChange;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.InstanceState;
import java.util.List;

/** How EC2 writes the states of instances. */
final class StateXml {

    private StateXml() {}

    static int code(InstanceState state) {
        return switch (state) {
            case PENDING -> 0;
            case RUNNING -> 16;
            case SHUTTING_DOWN -> 32;
            case TERMINATED -> 48;
            case STOPPING -> 64;
            case STOPPED -> 80;
        };
    }

    static String name(InstanceState state) {
        return switch (state) {
            case PENDING -> "pending";
            case RUNNING -> "running";
            case SHUTTING_DOWN -> "shutting-down";
            case TERMINATED -> "terminated";
            case STOPPING -> "stopping";
            case STOPPED -> "stopped";
        };
    }

    static void write(XmlWriter xml, String element, InstanceState state) {
        xml.element(element, () -> xml.text("code", code(state)).text("name", name(state)));
    }

    static void changes(XmlWriter xml, List<InstanceStateChange> changes) {
        xml.items(
                "instancesSet",
                changes,
                change -> {
                    xml.text("instanceId", change.instance());
                    write(xml, "currentState", change.current());
                    write(xml, "previousState", change.previous());
                });
    }
}
