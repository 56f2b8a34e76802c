"""The public attributes that every layer or model of Keras may have beside those that the program sets, and what is
kept under the names of a layer's arguments.

Programs ask layers for what only some have (`getattr(backbone, "data_format", None)`). A layer or model that a program
defines certainly lacks a name that is not here, where nothing has set it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.rules.fields import AxesField, MarginsField

if TYPE_CHECKING:
    from layerhints.rules import Rule
    from layerhints.values.objects import Instance

_NAMES = """
    activity_regularizer add add_loss add_metric add_update add_variable add_weight arguments
    assert_input_compatibility autocast autotune_steps_per_execution build build_from_config built call
    call_signature_parameters callback_model compile compile_from_config compiled compiled_loss compiled_metrics
    compute_dtype compute_loss compute_loss_and_updates compute_mask compute_metrics compute_output_shape
    compute_output_spec constraints container_nodes count_params create_input_layer distribute_reduction_method
    distribute_strategy dtype dtype_policy dynamic evaluate evaluate_generator export feed_inputs fit fit_generator
    flattened_layers from_config function get_build_config get_compile_config get_config get_input_at
    get_input_mask_at get_input_shape_at get_layer get_losses_for get_metrics_result get_output_at
    get_output_mask_at get_output_shape_at get_quantization_layer_structure get_state_tree get_updates_for
    get_weights history inbound_nodes input input_dtype input_layers input_mask input_names input_shape input_spec
    inputs inputs_set jax_state_sync jit_compile jit_compile_ layers layers_by_depth legacy_instantiate
    load_own_variables load_weights loss loss_functions loss_weights losses make_predict_function make_test_function
    make_train_function mask merge_mode metrics metrics_names metrics_tensors metrics_updates metrics_variables name
    name_scope nodes_by_depth non_trainable_variables non_trainable_weights operations optimizer outbound_nodes
    output output_dim output_layers output_mask output_names output_shape outputs path pop predict predict_classes
    predict_function predict_generator predict_on_batch predict_proba predict_step quantization_mode quantize
    quantized_build quantized_call regularizers rematerialized_call reset_metrics reset_states run_eagerly
    run_internal_graph sample_weight_mode sample_weights save save_own_variables save_spec save_weights
    set_state_tree set_weights state_dict state_updates stateful stateless_call stateless_compute_loss
    steps_per_execution stop_training submodules summary supports_jit supports_masking symbolic_call targets
    test_function test_on_batch test_step to_json to_yaml total_loss train_function train_on_batch train_step
    trainable trainable_variables trainable_weights updates uses_learning_phase validation_data variable_dtype
    variables weights weights_path with_name_scope
"""
OF_LAYERS = frozenset(_NAMES.split())
"""Those of `Layer`, `Model` and `Sequential` in Keras 2 and 3."""

_REMADE = frozenset({
    "dtype", "autocast", "seed", "lora_rank", "lora_alpha", "renorm_clipping", "sparse", "ragged", "mean", "variance",
    "sequence_length", "max_freq", "factor", "sigma", "x_factor", "y_factor", "addition_factor", "threshold_factor",
    "GroupNormalization.groups", "LayerNormalization.axis", "RMSNormalization.axis", "Normalization.axis",
    "InputLayer.batch_shape", "MultiHeadAttention.value_dim", "RandomElasticTransform.scale",
    "RandomGaussianBlur.kernel_size",
})  # fmt: skip
"""Arguments, of any layer or of one, of which Keras makes something else that it keeps under the same name."""


def kept(layer: Instance, bound: Rule, name: str) -> Any:
    """What a layer has under the name of one of its arguments: the argument as Keras keeps it."""
    if name in _REMADE or f"{type(bound).__name__}.{name}" in _REMADE:
        return Unknown(f"what Keras makes of `{name}` is not known")
    field, value = bound.fields[name], bound.untraced_field(name)
    if value is None and field.keyword_only:
        return Unknown(f"whether a layer has `{name}` is not known")
    if not isinstance(value, tuple) or len(value) != 1:
        return value
    is_one = isinstance(field, AxesField) and isinstance(layer.hidden["given"].get(name, field.default), int)
    return value[0] if is_one or isinstance(field, MarginsField) else value
