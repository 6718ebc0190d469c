package io.nova.itests.wire;

import io.nova.itests.cloud.Tools;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one cloud of real guests that they share: starting one takes half a minute. Where
 * there can be none its tests are skipped.
 */
final class RealCloud implements ParameterResolver, ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Tools.canRunGuests()
                ? ConditionEvaluationResult.enabled("there can be real guests")
                : ConditionEvaluationResult.disabled(
                        "real guests need root, libvirt, QEMU, dnsmasq and nftables: skipped");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Guests.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RealCloud.class))
                .getOrComputeIfAbsent("guests", key -> new Guests(), Guests.class);
    }
}
