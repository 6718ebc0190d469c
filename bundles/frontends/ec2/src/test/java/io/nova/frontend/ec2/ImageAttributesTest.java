package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.frontend.ec2.TestCloud.Answer;
import io.nova.model.ProjectId;
import io.nova.model.image.ImageState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may launch an image, in each form that clients write it. */
class ImageAttributesTest {

    private static final String IMAGE = Samples.imageId(1).value();
    private static final ProjectId BOB = new ProjectId("000000000002");
    private static final ProjectId EVE = new ProjectId("000000000003");

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void stop() {
        cloud.close();
    }

    /** Parameters are written {@code name=value&name=value}. */
    private Answer modify(String text) {
        Map<String, String> parameters =
                new TreeMap<>(TestCloud.parameters("ModifyImageAttribute", "ImageId", IMAGE));
        for (String one : text.split("&", -1)) {
            parameters.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return cloud.post(parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Attribute=launchPermission&OperationType=add&UserId.1=000000000002&UserGroup.1=all",
                "OperationType=add&UserId.0=000000000002&UserGroup.0=all",
                "LaunchPermission.Add.1.UserId=000000000002&LaunchPermission.Add.2.Group=all",
            })
    void addingIsUnderstoodInEachForm(String form) {
        assertEquals("true", modify(form).text("return"));
        assertEquals(
                new ImageChange(
                        Optional.empty(), new Launchers(true, Set.of(BOB)), Launchers.NOBODY),
                cloud.images.changes.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Attribute=launchPermission&OperationType=remove&UserId=000000000003",
                "LaunchPermission.Remove.1.UserId=000000000003",
            })
    void removingIsUnderstoodInEachForm(String form) {
        assertEquals("true", modify(form).text("return"));
        assertEquals(
                new ImageChange(
                        Optional.empty(), Launchers.NOBODY, new Launchers(false, Set.of(EVE))),
                cloud.images.changes.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Attribute=description&Value=for <all>", "Description.Value=for <all>"})
    void theDescriptionIsUnderstoodInEachForm(String form) {
        assertEquals("true", modify(form).text("return"));
        assertEquals(Optional.of("for <all>"), cloud.images.changes.get(0).description());
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "Value=x, MissingParameter",
        "Attribute=launchPermission, MissingParameter",
        "UserId.1=000000000002, MissingParameter",
        "Attribute=kernel&Value=aki-00000001, InvalidParameterValue",
        "OperationType=swap&UserId.1=000000000002, InvalidParameterValue",
        "Description.Value=x&UserId.1=000000000002, InvalidParameterCombination",
        "Attribute=description&LaunchPermission.Add.1.Group=all, InvalidParameterCombination",
        "UserId.1=000000000002&LaunchPermission.Add.1.Group=all, InvalidParameterCombination",
        "OperationType=add&UserId.1=bob, InvalidAMIAttributeItemValue",
        "OperationType=add&UserGroup.1=some, InvalidAMIAttributeItemValue",
        "LaunchPermission.Add.1.UserId=2&LaunchPermission.Add.2.Group=all, InvalidAMIAttributeItemValue",
        "LaunchPermission.Add.1.OrganizationArn=arn:x, UnsupportedOperation",
        "ProductCode.1=x, UnsupportedOperation",
    })
    void whatCannotBeIsRefused(String form, String code) {
        Answer answer = modify(form);
        assertEquals(code, answer.code(), answer.body());
        assertTrue(cloud.images.changes.isEmpty());
    }

    @Test
    void permissionsReadBackWholeAndInOrder() {
        cloud.images.put(
                Samples.image(1, Samples.PROJECT, ImageState.AVAILABLE, false)
                        .withLaunchers(true, Set.of(EVE, BOB)));
        Answer answer = read("launchPermission");
        assertEquals(
                "<item><group>all</group></item><item><userId>000000000002</userId></item>"
                        + "<item><userId>000000000003</userId></item>",
                answer.text("launchPermission"));
        assertEquals(IMAGE, answer.text("imageId"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "description, <value>for &lt;tests&gt; &amp; \"more\"</value>",
        "kernel, <value>aki-00000000000000002</value>",
        "bootMode, <value>legacy-bios</value>",
        "ramdisk, ''",
        "blockDeviceMapping, ''",
    })
    void otherAttributesReadBack(String attribute, String written) {
        assertEquals(written, read(attribute).text(attribute).replace("&quot;", "\""));
    }

    @Test
    void anUnknownAttributeIsRefused() {
        assertEquals("InvalidParameterValue", read("colour").code());
    }

    @Test
    void onlyTheOwnerReadsAndChangesThem() {
        cloud.images.put(Samples.image(1, BOB, ImageState.AVAILABLE, true));
        assertEquals("AuthFailure", read("launchPermission").code());
        assertEquals("AuthFailure", modify("OperationType=add&UserGroup.1=all").code());
    }

    private Answer read(String attribute) {
        return cloud.post("DescribeImageAttribute", "ImageId", IMAGE, "Attribute", attribute);
    }
}
