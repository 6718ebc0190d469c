package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceId;

/** Runs shell commands in a guest, through its agent. */
record GuestShell(LibvirtLab lab, InstanceId instance) {

    /** Runs one and waits until it succeeded. */
    void run(String command) throws Exception {
        join(start(command));
    }

    /** Starts one; returns its number in the guest. */
    String start(String command) throws Exception {
        return agent(
                        "{\"execute\":\"guest-exec\",\"arguments\":{\"path\":\"/bin/sh\","
                                + "\"arg\":[\"-c\",\""
                                + command
                                + "\"]}}")
                .replaceAll("\\D", "");
    }

    /** Waits until one succeeded. */
    void join(String pid) throws Exception {
        String[] status = {""};
        lab.await(
                "the end of a command in the guest",
                () -> {
                    status[0] =
                            agent(
                                    "{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":"
                                            + pid
                                            + "}}");
                    return status[0].contains("\"exited\":true");
                });
        assertTrue(status[0].contains("\"exitcode\":0"), status[0]);
    }

    private String agent(String command) throws Exception {
        return lab.daemon().virsh("qemu-agent-command", instance.value(), command);
    }
}
