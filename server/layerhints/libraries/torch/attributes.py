"""The attributes that modules of torch.nn have, in any of its classes, and those of tensors that are not described.

Programs ask modules whether they have attributes of the program's own (`getattr(module, "_is_initialized", False)`). A
name that no class of torch.nn knows is certainly not there where nothing has set it; one that some class knows may be
there in a release that the rules do not speak of.
"""

from __future__ import annotations

_NAMES = """
    T_destination _initialize_hook _load_hook
    _all_weights _apply _apply_instance_norm _backward_hooks _backward_pre_hooks _buffers
    _call_impl _check_input_dim _check_non_zero_input_channels _compiled_call_impl _conv_forward _ff_block
    _fill_padding_idx_with_zero _flat_weight_refs _flat_weights _flat_weights_names _forward_hooks
    _forward_hooks_always_called _forward_hooks_with_kwargs _forward_pre_hooks _forward_pre_hooks_with_kwargs
    _freeze _get_abs_string_index _get_backward_hooks _get_backward_pre_hooks _get_full_log_prob
    _get_in_channels _get_item_by_idx _get_name _get_no_batch_dim _get_num_spatial_dims _handle_no_batch_input
    _infer_parameters _init_flat_weights _is_full_backward_hook _is_protocol _key_to_attr _keys _lazy_load_hook
    _load_from_state_dict _load_state_dict_post_hooks _load_state_dict_pre_hooks
    _maybe_warn_non_full_backward_hook _mha_block _modules _named_members _non_persistent_buffers_set
    _output_padding _parameters _qkv_same_embed_dim _random_samples _register_load_state_dict_pre_hook
    _register_state_dict_hook _replicate_for_data_parallel _require_tuple_int _reset_parameters
    _reversed_padding_repeated_twice _sa_block _save_to_state_dict _size _slow_forward _state_dict_hooks
    _state_dict_pre_hooks _update_flat_weights _version _weight _weights_have_changed _wrapped_call_impl a
    activation activation_relu_or_gelu activations add_bias_kv add_module add_zero_attn affine align_corners
    all_weights alpha append apply approximate args batch_first beta bfloat16 bias bias_hh bias_ih bias_k bias_v
    bidirectional blank buffers call_super_init ceil_mode check_forward_args check_hidden_size check_input
    children choices clear cls_to_become compile conv1 conv2 convert_sync_batchnorm copy count_include_pad cpu
    cuda custom_decoder custom_encoder cutoffs d_model decoder decoder_layer delta device device_ids dilation
    dim dim_feedforward distance_function div_value divisor_override double downscale_factor dropout dropout1
    dropout2 dropout3 dtype dump_patches elementwise_affine embed_dim embedding_dim enable_nested_tensor encoder
    encoder_layer end_dim eps eval extend extra_repr flatten_parameters float forward freeze from_pretrained
    fromkeys full gather generate_square_subsequent_mask get get_buffer get_expected_cell_size
    get_expected_hidden_size get_extra_state get_parameter get_submodule groups half has_uninitialized_params
    head head_bias head_dim head_size hidden_size ignore_index in1_features in2_features in_channels in_features
    in_proj_bias in_proj_weight include_last_offset init initialize_parameters inplace input_size insert ipu
    items k k_proj_weight kdim keepdim kernel_size keys kwargs label_smoothing lambd layer_norm_eps layers
    linear linear1 linear2 linears load_state_dict log_input log_prob log_target lower margin mask_check
    max_norm max_val max_value merge_masks min_val min_value mode module modules momentum mtia multihead_attn
    n_classes n_clusters name named_buffers named_children named_modules named_parameters negative_slope nhead
    nonlinearity norm norm1 norm2 norm3 norm_first norm_type normalized_shape num_batches_tracked num_channels
    num_chunks num_classes num_decoder_layers num_embeddings num_encoder_layers num_features num_groups
    num_heads num_layers num_parameters options out_channels out_features out_proj output_device output_padding
    output_ratio output_size p padding padding_idx padding_mode parallel_apply parameters params permute_hidden
    pop popitem pos_weight predict process_group proj_size q_proj_weight recompute_scale_factor reduce reduction
    register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
    register_state_dict_pre_hook replicate requires_grad_ reset_parameters reset_running_stats return_indices
    running_mean running_var scale_factor scale_grad_by_freq scatter self_attn set_extra_state set_submodule
    setdefault share_memory shortlist_size size size_average sparse src_device_obj start_dim state_dict stride
    swap tail threshold to to_empty track_running_stats train training transposed type unflattened_size update
    upper upscale_factor use_nested_tensor v_proj_weight value values vdim weight weight_hh weight_ih xpu
    zero_grad zero_infinity
"""
OF_MODULES = frozenset(_NAMES.split())

REGISTERED = frozenset({"weight", "bias", "running_mean", "running_var", "num_batches_tracked"})
"""Where a class has these, they are registered, be it as None, or are arguments of its constructor."""

_OF_TENSORS = """
    _addmm_activation _autocast_to_full_precision _autocast_to_reduced_precision _backward_hooks _base _cdata
    _clear_non_serializable_cached_data _coalesced_ _conj _conj_physical _dimI _dimV _dtensor__new__
    _fix_weakref _grad _grad_fn _has_symbolic_sizes_strides _indices _is_all_true _is_any_true _is_view
    _is_zerotensor _lazy_clone _make_subclass _make_wrapper_subclass _neg_view _nested_tensor_size
    _nested_tensor_storage_offsets _nested_tensor_strides _nnz _philox_normal_ _philox_uniform_
    _post_accumulate_grad_hooks _python_dispatch _reduce_ex_internal _rev_view_func_unsafe
    _sparse_mask_projection _to_dense _to_sparse _to_sparse_bsc _to_sparse_bsr _to_sparse_csc _to_sparse_csr
    _typed_storage _use_count _values _version _view_func _view_func_unsafe apply_ as_subclass ccol_indices
    col_indices const_data_ptr crow_indices dequantize dim_order eig grad_dtype index indices int_repr
    is_distributed is_ipu is_maia is_mtia is_vulkan is_xla lstsq lu map2_ map_ module_load mtia output_nr
    q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme reinforce
    resize resize_as resize_as_sparse_ row_indices slice_inverse solve sparse_mask sparse_resize_
    sparse_resize_and_clear_ storage_type symeig to_mkldnn to_padded_tensor to_sparse to_sparse_bsc
    to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr values volatile
"""
OF_TENSORS = frozenset(_OF_TENSORS.split())
"""Attributes of tensors beside the operations and properties that are described."""

__all__ = ["OF_MODULES", "OF_TENSORS", "REGISTERED"]
