package io.nova.testkit.identity;

import io.nova.spi.identity.IdentityDriver;

class MemoryIdentityTest extends IdentityDriverContract {

    @Override
    protected IdentityDriver open() {
        return new MemoryIdentity();
    }
}
