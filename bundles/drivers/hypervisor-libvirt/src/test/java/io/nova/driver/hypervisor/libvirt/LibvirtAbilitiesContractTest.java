package io.nova.driver.hypervisor.libvirt;

import io.nova.testkit.hypervisor.AbilitiesContract;
import io.nova.testkit.hypervisor.HypervisorLab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class LibvirtAbilitiesContractTest extends AbilitiesContract {

    private static LibvirtLab shared;

    @BeforeAll
    static void startLab() throws Exception {
        Skip.unlessPossible(LibvirtLab.missing(), LibvirtAbilitiesContractTest.class);
        shared = LibvirtLab.start();
    }

    @AfterAll
    static void stopLab() throws Exception {
        if (shared != null) {
            shared.close();
        }
    }

    @Override
    protected HypervisorLab lab() {
        return shared;
    }
}
